/** `action_id`s of the Home tab. Those of its buttons on runs begin with `homePrefix`. */
export const homePrefix = 'pegasus_home_';
export const homeActions = {
  refresh: 'pegasus_home_refresh',
  words: 'pegasus_home_words',
  cluster: 'pegasus_home_cluster',
  older: 'pegasus_home_older',
  newer: 'pegasus_home_newer',
  clear: 'pegasus_home_clear',
} as const;
/** The value of the menu that means every cluster: no cluster is called so. */
export const everyCluster = '*';
