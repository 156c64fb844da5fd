/** How every command is asked for its help. */
export const helpFlags = '-h, --help';
export const helpSays = 'print this help';
