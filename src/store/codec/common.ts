import { z } from 'zod';
import { commandVerbs, hookVerbs, processVerbs } from '../../roll/act.js';
import type { ClusterName, CommandId, Gpid, NodeAddress, RunId, UserId } from '../../roll/ids.js';
import { roles } from '../../roll/ids.js';
import { metaLevels } from '../../roll/observation.js';

/**
 * Some text: an empty name is nobody's. Not a transform: a run holds thousands of names, and each save reads every one.
 */
const named = <Name extends string>(): z.ZodType<Name> =>
  z.custom<Name>((value) => typeof value === 'string' && value !== '', 'Invalid input: expected a name');

export const clusterNameSchema = named<ClusterName>();
export const runIdSchema = named<RunId>();
export const nodeAddressSchema = named<NodeAddress>();
export const userIdSchema = named<UserId>();
export const commandIdSchema = named<CommandId>();

export const isGpid = (value: unknown): boolean => typeof value === 'string' && /^\d{1,10}\.\d{1,10}$/.test(value);
const notGpid = 'Invalid input: expected a partition like 2.13';
export const gpidSchema = z.custom<Gpid>(isGpid, notGpid);
/**
 * One check for the whole list: a run of hundreds of servers holds tens of thousands, and a schema for each takes
 * milliseconds a save.
 */
export const gpidsSchema = z
  .custom<readonly Gpid[]>(Array.isArray, 'Invalid input: expected a list of partitions')
  .superRefine((list, context) => {
    const at = list.findIndex((each) => !isGpid(each));
    if (at !== -1) context.addIssue({ code: 'custom', path: [at], message: notGpid });
  });

/** Milliseconds since the epoch. */
export const instant = z.number();
export const milliseconds = z.number();
export const count = z.number();

export const roleSchema = z.enum(roles);
export const verbSchema = z.enum(processVerbs);
export const hookSchema = z.enum(hookVerbs);
export const commandVerbSchema = z.enum(commandVerbs);
export const levelSchema = z.enum(metaLevels);
