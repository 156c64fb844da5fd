import { inLanguage } from '../language.js';
import type { Names } from '../names.js';
import { peopleOf } from '../people.js';
import { between, count, utc } from '../text.js';
import { code, table, type Words } from './report-markdown.js';
import type { Reported } from './reported.js';

/** How many approvals were needed, from whom, and who gave them. */
export function reportApprovals(run: Reported, { person }: Words): readonly string[] {
  const { required, approvers, selfApproval } = run.plan.approvals;
  const votes = run.votes.filter(({ planId }) => planId === run.plan.id);
  const from =
    approvers.length === 0
      ? inLanguage({ en: 'anyone in the channel', zh: '频道里的任何人' })
      : approvers.map((name) => person(name)).join(between());
  const but = selfApproval ? '' : inLanguage({ en: ', not the person who asked', zh: '，发起人除外' });
  const rule = inLanguage({
    en: `${count(required, 'approval')} needed, from ${from}${but}.`,
    zh: `需要 ${required} 个批准，来自 ${from}${but}。`,
  });
  return [
    inLanguage({ en: '## Approvals', zh: '## 批准' }),
    '',
    rule,
    '',
    ...(votes.length === 0
      ? [inLanguage({ en: 'None.', zh: '无。' })]
      : table(
          [
            inLanguage({ en: 'Who', zh: '谁' }),
            inLanguage({ en: 'When', zh: '何时' }),
            inLanguage({ en: 'By', zh: '方式' }),
          ],
          votes.map(({ by, at, via }) => [person(by), utc(at), via]),
        )),
  ];
}

/** Names change, and two people may have the same: the ids say for good who it was. */
export function reportPeople(run: Reported, names: Names, { prose }: Words): readonly string[] {
  const rows = peopleOf(run).map((id) => [
    prose(names.get(id) ?? inLanguage({ en: 'not known when this was written', zh: '写报告时不知道' })),
    code(id),
  ]);
  return [
    inLanguage({ en: '## People', zh: '## 人员' }),
    '',
    ...table([inLanguage({ en: 'Name', zh: '名字' }), inLanguage({ en: 'Id', zh: 'ID' })], rows),
  ];
}
