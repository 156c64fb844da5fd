import { InvalidArgumentError, type Command, type Option } from 'commander';
import { helpFlags, helpSays } from '../help.js';
import type { AskedPlace } from '../database-place.js';

/** What can be done with the audit trail; each answers with its exit code. */
export interface AuditCommands {
  auditVerify(options: AskedPlace & { readonly json: boolean; readonly expect: string | undefined }): Promise<number>;
  auditShow(
    options: AskedPlace & { readonly run: string | undefined; readonly cluster: string | undefined },
  ): Promise<number>;
}

/** `audit verify` and `audit show`. */
export function declareAudit(
  program: Command,
  config: () => Option,
  commands: AuditCommands,
  exit: (code: number) => void,
): void {
  const version = program.version() ?? '';
  const described = (command: Command, description: string): Command =>
    command
      .description(description)
      .version(version, '--version', 'print the version')
      .helpOption(helpFlags, helpSays)
      .helpCommand(false);
  const audit = described(
    program.command('audit'),
    'the audit trail: who did what, and whether it is still what was written',
  );
  const path = [
    '--path <dir>',
    'the folder of the database (store.path) itself; the configuration is not read then',
  ] as const;

  described(
    audit.command('verify'),
    'look for entries that were changed, moved, put in, taken out or cut off; exit code 1 if any was. ' +
      'A bot may be running',
  )
    .addOption(config())
    .option(...path)
    .option('--json', 'as JSON', false)
    .option('--expect <hash>', 'a hash that was noted elsewhere: the trail must have ended with it once', hashOfTrail)
    .action(
      async ({
        config: file,
        path: folder,
        json,
        expect,
      }: {
        config: string;
        path?: string;
        json: boolean;
        expect?: string;
      }) => {
        exit(await commands.auditVerify({ config: file, path: folder, json, expect }));
      },
    );

  described(audit.command('show'), 'print the entries, oldest first, a line each')
    .addOption(config())
    .option(...path)
    .option('--run <run>', 'of this run only')
    .option('--cluster <cluster>', 'of this cluster only')
    .action(
      async ({
        config: file,
        path: folder,
        run,
        cluster,
      }: {
        config: string;
        path?: string;
        run?: string;
        cluster?: string;
      }) => {
        exit(await commands.auditShow({ config: file, path: folder, run, cluster }));
      },
    );
}

function hashOfTrail(written: string): string {
  const hash = written.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new InvalidArgumentError('Expected the 64 hexadecimal digits of a hash.');
  return hash;
}
