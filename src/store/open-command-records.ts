import type { CommandRecords, RecordsPlace } from './command-records.js';
import { FileCommandRecords } from './files/commands/file-command-records.js';

/** The records of process commands: the bot and each supervisor open the same ones, by where they are. */
export const openCommandRecords = (place: RecordsPlace): CommandRecords => new FileCommandRecords(place.folder);
