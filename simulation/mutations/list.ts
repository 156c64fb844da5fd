/** In this compiled file, `find` (there exactly once) becomes `replace`. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** One deliberate bug. */
export interface Mutation extends Edit {
  readonly name: string;
  /** What the bug would be in words. */
  readonly bug: string;
  /** A second line of defence, which would hide the bug. */
  readonly also?: Edit;
}

/** Bugs that tools of this kind have had, or could have. The simulation must catch every one of them. */
export const mutations: readonly Mutation[] = [
  {
    name: 'skip-the-gates',
    bug: 'no gate is asked before a server is touched, and nobody waits until the one before it has its replicas back',
    file: 'src/roll/gates/gates.js',
    find: "return verdicts.filter((verdict) => verdict.verdict === 'block');",
    replace: 'return [];',
    also: { file: 'src/roll/steps/heal.js', find: 'const short = shortages(seen);', replace: 'const short = [];' },
  },
  {
    name: 'believe-the-command',
    bug: 'a command that reports success counts as a restart: the process is not looked at (a dropped read-back)',
    file: 'src/roll/steps/back.js',
    find: "if (missing !== undefined)\n        return missing;\n    const alive = seen.nodes.some(({ address, status }) => address === target.address && status === 'alive');",
    replace: 'const alive = true;',
  },
  {
    name: 'act-before-saving',
    bug: 'a decision is carried out before it is on disk',
    file: 'src/engine/run-actor.js',
    find: 'await this.#saver.save({ before, input, run, next, answer });',
    replace: "this.#run = run; this.#goOn(input, next); await this.#saver.save({ before, input, run, next, answer }); this.changed(run); return { kind: 'taken', answer };",
  },
  {
    name: 'answer-before-saving',
    bug: 'people are told that something was taken before it is on disk',
    file: 'src/engine/run-actor.js',
    find: "return this.#enqueue(() => this.#decide({ kind: 'intent', intent })).then(",
    replace: "void this.#enqueue(() => this.#decide({ kind: 'intent', intent })); return Promise.resolve(this.#decideOn(this.#run, { kind: 'intent', intent }, this.#context()).answer).then(",
  },
  {
    name: 'first-leader-for-ever',
    bug: 'a new leader does not get the settings of the run',
    file: 'src/roll/decide-active.js',
    find: ': correction(seen, desired);',
    replace: ': seen.leader === context.policy.metas[0] ? correction(seen, desired) : undefined;',
  },
  {
    name: 'unreadable-is-empty',
    bug: 'a list of tables that cannot be read counts as a cluster without tables',
    file: 'src/pegasus/shell/observe.js',
    find: 'const consistent = checkMembers(replicaServers.value, tables.value.tables);',
    replace: 'tables.value.tables = []; const consistent = ok(null);',
  },
  {
    name: 'forget-to-restore-on-abort',
    bug: 'an aborted run ends without putting the settings back',
    file: 'src/roll/decide-active.js',
    find: "const leaving = phase.kind === 'leave-maintenance' && saved !== undefined;",
    replace: "const leaving = phase.kind === 'leave-maintenance' && saved !== undefined && run.status !== 'aborting';",
  },
  {
    name: 'defaults-are-enough',
    bug: 'settings are put back to DEFAULT, and not to what they were',
    file: 'src/roll/settings-guard.js',
    find: "if (settings.assignDelayMs !== saved.assignDelayMs) {",
    replace: "if (settings.assignDelayMs !== saved.assignDelayMs && !defaultsTried.includes('assign-delay')) {",
  },
  {
    name: 'no-second-failure-reflex',
    bug: 'add_secondary stays at 0 when another server dies while one is away',
    file: 'src/roll/second-failure.js',
    find: 'if (dead.length === 0 && low.length === 0)',
    replace: 'if (true)',
  },
  {
    name: 'hold-with-zero',
    bug: 'a run that is held or paused leaves add_secondary at 0',
    file: 'src/roll/settings-guard.js',
    find: 'if (stands(run) || phase.kind',
    replace: 'if (phase.kind',
  },
  {
    name: 'restart-again-by-itself',
    bug: 'a process that is slow to come back is restarted again without being asked',
    file: 'src/roll/steps/back.js',
    find: "if (reading.kind === 'unreachable') {",
    replace: 'if (scene.context.now - step.since > 20_000) return tryAgain(scene, run.plan.procedure[target.role]); if (reading.kind === \'unreachable\') {',
  },
  {
    name: 'new-identity-after-a-crash',
    bug: 'a command under way is begun anew, under another name, by a bot that comes back',
    file: 'src/engine/run-actor.js',
    find: 'this.#runCommand(command);\n        this.#tell(recoveredAfterMs',
    replace: 'this.#runCommand({ ...command, id: `${command.id}.again` });\n        this.#tell(recoveredAfterMs',
  },
  {
    name: 'any-approval-counts',
    bug: 'approvals of an older plan, or of people who may give none, count',
    file: 'src/slack/authorize.js',
    find: "case 'approvers-not-requester':",
    replace: "case 'approvers-not-requester': return allowed;",
  },
  {
    name: 'one-approval-is-enough',
    bug: 'a run begins with fewer approvals than its plan asks for',
    file: 'src/roll/votes.js',
    find: 'if (votes.length < need)',
    replace: 'if (votes.length < 1)',
  },
  {
    name: 'deaf-to-aborts',
    bug: 'an abort is taken, and the drain goes on all the same',
    file: 'src/roll/decide-active.js',
    find: "const isStopping = ({ status }) => status === 'pausing' || status === 'aborting';",
    replace: "const isStopping = ({ status }) => status === 'pausing';",
  },
  {
    name: 'no-sync',
    bug: 'a save does not wait until the disk has it',
    file: 'src/store/files.js',
    find: 'await handle.write(bytes);\n        await handle.sync();',
    replace: 'await handle.write(bytes);',
  },
  {
    name: 'names-without-a-sync',
    bug: 'a save does not wait until the disk has the new name of the file: a power loss takes it back',
    file: 'src/store/document-file.js',
    find: 'try {\n            await syncFolder(this.files, dirname(this.path));',
    replace: 'try {',
  },
  {
    name: 'acts-without-a-trace',
    bug: 'acts on the cluster are not written into the audit trail',
    file: 'src/engine/audit.js',
    find: "...(next.kind === 'act' ?",
    replace: '...(false ?',
  },
  {
    name: 'forget-commands-under-way',
    bug: 'a bot that comes back does not take up the process command that was under way',
    file: 'src/engine/run-actor.js',
    find: 'const command = commandUnderWay(this.#run);',
    replace: 'const command = undefined;',
  },
  {
    name: 'downgrade-what-is-not-full',
    bug: 'a copy is taken off a partition that has lost another one a moment before (this was so)',
    file: 'src/roll/fullness.js',
    find: 'return placed.filter(({ partition }) => !short.has(partition.gpid));',
    replace: 'return placed;',
  },
  {
    name: 'fast-drain-what-is-not-full',
    bug: 'a fast drain takes a server out of a partition that has lost another copy a moment before',
    file: 'src/roll/steps/drain.js',
    find: 'const full = onlyFull(seen, held);',
    replace: 'const full = held;',
  },
  {
    name: 'metas-without-gates',
    bug: 'a meta is restarted whatever other metas, replica servers and partitions are like',
    file: 'src/roll/gates/gates.js',
    find: 'return [leaderKnown(scene), nodesAlive(scene), partitionsFull(scene), metasAnswer(scene, scene.seen.metas.filter((address) => address !== meta))];',
    replace: 'return [];',
  },
  {
    name: 'deaf-to-pauses',
    bug: 'a pause is taken, and the drain goes on all the same',
    file: 'src/roll/decide-active.js',
    find: "const isStopping = ({ status }) => status === 'pausing' || status === 'aborting';",
    replace: "const isStopping = ({ status }) => status === 'aborting';",
  },
  {
    name: 'zero-between-servers',
    bug: 'add_secondary stays at 0 until the next server is drained, but where replicas are waited for',
    file: 'src/roll/settings-guard.js',
    find: 'return holdsReplicas.has(phase.step.kind) ? 0 : released;',
    replace: "return phase.step.kind === 'heal' || phase.step.kind === 'retreat' ? released : 0;",
  },
  {
    name: 'rebalance-after-an-abort',
    bug: 'leadership is given back evenly although people have aborted',
    file: 'src/roll/steps/leave.js',
    find: "&& told.status === 'rolling' && saved !== undefined;",
    replace: '&& saved !== undefined;',
  },
  {
    name: 'linger-without-a-database',
    bug: 'a bot that can save nothing any more goes on living, and does nothing (this was so)',
    file: 'src/store/custody.js',
    find: 'this.#tell(this.#over);',
    replace: '',
  },
  {
    name: 'not-listed-is-empty',
    bug: 'a server that the leader lists by another name, or not at all, counts as one that holds nothing',
    file: 'src/roll/steps/before-stop.js',
    find: "if (target.role !== 'replica' || isListed(seen, target.address))\n        return undefined;",
    replace: 'return undefined;',
    also: { file: 'src/roll/steps/before-stop.js', find: 'const held = partitionsOf(seen, target.address).length;', replace: 'return undefined;' },
  },
  {
    name: 'new-tables-are-failures',
    bug: 'what a table lacks that was made while a server is drained counts as a second failure',
    file: 'src/roll/second-failure.js',
    find: '|| whole?.has(partition.gpid) === false',
    replace: '',
  },
  {
    name: 'every-delivery-is-a-press',
    bug: 'a reaction that Slack delivers again under another event id acts again (this was so)',
    file: 'src/slack/intents/press-of.js',
    find: 'return eventTs === undefined ? undefined : dated(',
    replace: 'return true ? undefined : dated(',
  },
  {
    name: 'votes-for-ever',
    bug: 'the vote of somebody who has left still counts when the last one comes, and when the run begins (this was so)',
    file: 'src/slack/intents/gatekeeper.js',
    find: "if (run === undefined || (run.status !== 'awaiting-approval' && !notBegun(run)))",
    replace: 'if (true)',
  },
  {
    name: 'blind-to-missed-pauses',
    bug: 'a pause that was put on the message while the bot was down or deaf is not seen when it is back (this was so)',
    file: 'src/slack/missed-presses.js',
    find: 'const missed = seen === undefined ? []',
    replace: 'const missed = true ? []',
  },
  {
    name: 'nobody-else-is-asked',
    bug: 'only the start time of the server at hand is read: others crash and start again unseen (this was so)',
    file: 'src/roll/known-starts.js',
    find: 'const { starts = [], asked = {} } = run.progress;',
    replace: 'const { asked = {} } = run.progress; const starts = [];',
    also: { file: 'src/roll/known-starts.js', find: 'askedAt(run, address) >= since)', replace: 'true)' },
  },
  {
    name: 'other-starts-are-only-told',
    bug: 'a server that started again is written into the thread, and the next one is begun all the same',
    file: 'src/roll/started-again.js',
    find: 'if (servers.length === 0)',
    replace: 'if (true)',
  },
  {
    name: 'only-own-starts-count',
    bug: 'a server that others have started again and again is restarted, and the meta ignores it (this was so)',
    file: 'src/engine/cluster-keeper.js',
    find: 'const seen = startsSeen(run);',
    replace: 'const seen = [];',
  },
  {
    name: 'undo-a-freeze',
    bug: 'the level that somebody has frozen by hand is put back within seconds (this was so)',
    file: 'src/roll/by-hand.js',
    find: "const isBelowSteady = (level) => metaLevels.indexOf(level) < metaLevels.indexOf('steady');",
    replace: 'const isBelowSteady = () => false;',
  },
  {
    name: 'undo-without-a-word',
    bug: 'what somebody has set by hand is put back, and nobody is told (this was so)',
    file: 'src/roll/by-hand.js',
    find: 'if (read[name] === desired[name])',
    replace: "if (name !== 'level')",
  },
  {
    name: 'delay-for-the-dead',
    bug: 'while a run stands for a dead server the meta still waits the hour of the run (this was so)',
    file: 'src/roll/settings-guard.js',
    find: 'const repairs = stands(run) && deadServers(run, seen).length > 0;',
    replace: 'const repairs = false;',
  },
  {
    name: 'outcome-of-settings-only',
    bug: 'an outcome speaks of the settings, and not of metas that do not answer (this was so)',
    file: 'src/roll/cluster-left.js',
    find: 'silentMetas: silentMetas(seen, metas).map(({ meta }) => meta),',
    replace: 'silentMetas: [],',
  },
];
