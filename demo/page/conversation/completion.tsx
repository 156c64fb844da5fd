import type { SlashCommand } from '../protocol.js';

/** What a slash command that is begun could become; none once its arguments are being written. */
export function commandsFor(text: string, commands: readonly SlashCommand[]): readonly SlashCommand[] {
  if (!/^\/\S* ?$/.test(text)) return [];
  return commands.filter(({ command }) => command.startsWith(text.trimEnd()));
}

interface CompletionProps {
  readonly id: string;
  readonly commands: readonly SlashCommand[];
  /** The place of the one that Enter takes. */
  readonly at: number;
  readonly app: string;
  readonly take: (command: SlashCommand) => void;
}

export const optionId = (id: string, at: number): string => `${id}-${at}`;

/** The commands that fit what is typed, above the box, as Slack shows them. */
export function Completion({ id, commands, at, app, take }: CompletionProps) {
  return (
    <div class="completion" role="listbox" id={id} aria-label="Commands">
      {commands.map((command, place) => (
        <div
          key={command.command}
          id={optionId(id, place)}
          role="option"
          aria-selected={place === at}
          class="completion-option"
          // The box keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => take(command)}
        >
          <span>
            <b>{command.command}</b> {command.usageHint}
          </span>
          <span class="quiet">{command.description}</span>
          <span class="quiet app-name">{app}</span>
        </div>
      ))}
    </div>
  );
}
