/**
 * The remote commands of a meta that read a setting, and with an argument set it
 * (docs/pegasus.md, "Answers to settings").
 */
export const settings = {
  assignDelay: 'meta.lb.assign_delay_ms',
  addSecondaryMax: 'meta.lb.add_secondary_max_count_for_one_node',
  flowControl: 'meta.lb.add_secondary_enable_flow_control',
  blackList: 'meta.lb.assign_secondary_black_list',
  livePercentage: 'meta.live_percentage',
} as const;
