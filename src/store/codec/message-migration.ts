import { change, changeField, each, type Json } from './json-change.js';

/** A sentence as older versions saved it: its words are kept, and said as they are. */
const asText = (value: unknown): unknown => (typeof value === 'string' ? { code: 'text', text: value } : value);

/** Who did something stood there as a mention. */
function asDoer(value: unknown): unknown {
  const user = typeof value === 'string' ? /^<@([UW][A-Z0-9]+)>$/.exec(value)?.[1] : undefined;
  return user === undefined ? asText(value) : { code: 'person', user };
}

/** `paused by <@U1>`, `skipped by <@U1>`: so people were known to the run. Anything else are words. */
function asWhy(value: unknown): unknown {
  const [, how, user] = (typeof value === 'string' ? /^(paused|skipped) by <@([UW][A-Z0-9]+)>$/.exec(value) : []) ?? [];
  if (user === undefined) return asText(value);
  return how === 'skipped' ? { code: 'skipped-by', user } : { code: 'paused-by', by: { code: 'person', user } };
}

/** The lock gate named who had locked the cluster, and then their reason between quotes. */
function asReason(value: unknown): unknown {
  const [, by, reason] =
    (typeof value === 'string' ? /^locked by <@([UW][A-Z0-9]+)>: “([^“”]*)”$/.exec(value) : []) ?? [];
  return by === undefined || reason === undefined ? asText(value) : { code: 'cluster-locked', by, reason };
}

const gates = each((gate) => changeField(gate, 'reason', asReason));

const hold = (value: unknown): unknown =>
  change(value, (object) => {
    const told = changeField(changeField(object, 'what', asText), 'now', asText);
    const choices = each((choice) => changeField(choice, 'does', asText));
    return changeField(changeField(told, 'gates', gates), 'choices', choices);
  });

function event(object: Json): Json {
  switch (object['kind']) {
    case 'replanned':
    case 'target-skipped':
    case 'went-on':
    case 'paused':
      return changeField(object, 'why', asWhy);
    case 'pausing':
    case 'aborting':
      return changeField(object, 'by', asDoer);
    case 'held':
      return changeField(object, 'hold', hold);
    case 'ended':
      return changeField(object, 'left', asText);
    case 'note':
      return note(object);
    default:
      return object;
  }
}

/** The output that a note was about stood below its sentence. */
function note(object: Json): Json {
  const { text, ...rest } = object;
  if (typeof text !== 'string') return object;
  const [first = '', ...raw] = text.split('\n');
  return { ...rest, message: asText(first), ...(raw.length === 0 ? {} : { raw }) };
}

const progress = (value: unknown): unknown =>
  change(value, (object) => {
    const waits = changeField(object, 'waiting', (waiting) => change(waiting, (it) => changeField(it, 'what', asText)));
    const asked = changeField(waits, 'stopRequest', (request) =>
      change(request, (it) => changeField(it, 'by', asDoer)),
    );
    return changeField(
      asked,
      'targets',
      each((target) => changeField(target, 'whySkipped', asWhy)),
    );
  });

const plan = (value: unknown): unknown =>
  change(value, (object) =>
    changeField(
      changeField(object, 'gates', gates),
      'skipped',
      each((server) => changeField(server, 'why', asText)),
    ),
  );

/** Format 4 to 5: where there were sentences there are messages, a code with its parameters. */
export function withMessages(body: unknown): unknown {
  return change(body, (run) => {
    const planned = changeField(changeField(run, 'plan', plan), 'progress', progress);
    const told = changeField(changeField(planned, 'log', each(event)), 'hold', hold);
    // A person who rejects a run has always stood there by their id.
    const ended = told['status'] === 'aborted' ? changeField(told, 'by', asDoer) : told;
    return changeField(ended, 'why', asWhy);
  });
}
