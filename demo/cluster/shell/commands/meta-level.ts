import { complain, type ShellCommand } from '../context.js';

const levels = ['stopped', 'blind', 'freezed', 'steady', 'lively'];

/** `get_meta_level`: the level that was set, which a freeze does not change. */
export const getMetaLevel: ShellCommand = async (context) => {
  const answer = await context.meta.request((meta) => context.servers.controlMeta(meta, undefined));
  context.out(
    'value' in answer ? `current meta level is ${answer.value}\n` : `get meta level got error ${answer.err}\n`,
  );
  return true;
};

/** `set_meta_level LEVEL`, in any case of letters. */
export const setMetaLevel: ShellCommand = async (context, argv) => {
  const [, given] = argv;
  if (given === undefined) return false;
  const level = given.toLowerCase();
  if (!levels.includes(level)) return complain(context, `parse ${given} as meta function level failed`);
  const answer = await context.meta.request((meta) => context.servers.controlMeta(meta, level));
  context.out(
    'value' in answer
      ? `control meta level ok, the old level is ${answer.value}\n`
      : `control meta level got error ${answer.err}\n`,
  );
  return true;
};
