/** Where the bot's database is on the disk in memory. */
export const databaseFolder = '/db';
