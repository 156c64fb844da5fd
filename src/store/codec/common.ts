import { z } from 'zod';
import { processVerbs } from '../../roll/act.js';
import { clusterName, commandId, gpid, nodeAddress, roles, runId, userId } from '../../roll/ids.js';
import { metaLevels } from '../../roll/observation.js';

/** Some text: an empty name is nobody's. */
const name = z.string().min(1);

export const clusterNameSchema = name.transform(clusterName);
export const runIdSchema = name.transform(runId);
export const nodeAddressSchema = name.transform(nodeAddress);
export const userIdSchema = name.transform(userId);
export const commandIdSchema = name.transform(commandId);
export const gpidSchema = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})$/, 'Invalid input: expected a partition like 2.13')
  .transform((text) => {
    const [tableId = '', partitionIndex = ''] = text.split('.');
    return gpid(Number(tableId), Number(partitionIndex));
  });

/** Milliseconds since the epoch. */
export const instant = z.number();
export const milliseconds = z.number();
export const count = z.number();

export const roleSchema = z.enum(roles);
export const verbSchema = z.enum(processVerbs);
export const levelSchema = z.enum(metaLevels);
