import { z } from 'zod';
import { processVerbs } from '../../roll/act.js';
import type { Gpid } from '../../roll/ids.js';
import { clusterName, commandId, nodeAddress, roles, runId, userId } from '../../roll/ids.js';
import { metaLevels } from '../../roll/observation.js';

/** Some text: an empty name is nobody's. */
const name = z.string().min(1);

export const clusterNameSchema = name.transform(clusterName);
export const runIdSchema = name.transform(runId);
export const nodeAddressSchema = name.transform(nodeAddress);
export const userIdSchema = name.transform(userId);
export const commandIdSchema = name.transform(commandId);
/** Not a transform: a run holds thousands of them, and each save reads every one. */
export const gpidSchema = z.custom<Gpid>((value) => typeof value === 'string' && /^\d{1,10}\.\d{1,10}$/.test(value), 'Invalid input: expected a partition like 2.13');

/** Milliseconds since the epoch. */
export const instant = z.number();
export const milliseconds = z.number();
export const count = z.number();

export const roleSchema = z.enum(roles);
export const verbSchema = z.enum(processVerbs);
export const levelSchema = z.enum(metaLevels);
