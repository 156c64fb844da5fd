/** Light or dark as the machine is; one column on a phone. */
export const style = `
:root {
  color-scheme: light dark;
  --back: #ffffff; --text: #1d1c1d; --soft: #616061; --line: #dddddd; --hover: #f6f6f7;
  --side: #2b1d3a; --side-text: #e9e1f2; --side-on: #6a4c93; --link: #1264a3; --code: #b8123f; --code-back: #f4f4f5;
  --primary: #007a5a; --danger: #c2134a; --mine: #e3f0fa; --mine-line: #1264a3; --only: #fdf7e3; --flash: #fff3c4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #1b1d21; --text: #e6e6e7; --soft: #a7a9ac; --line: #3a3d42; --hover: #222529;
    --side: #17121e; --link: #6cb8ef; --code: #ff8fab; --code-back: #26292e;
    --primary: #148567; --danger: #d63a68; --mine: #123a55; --mine-line: #4a9fd8; --only: #2b2718; --flash: #4a3f10;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.46 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
h1, h2, h3, p, ol, ul { margin: 0; padding: 0; }
ol, ul { list-style: none; }
a { color: var(--link); }
button, select, textarea { font: inherit; color: inherit; }
button { cursor: pointer; border: 1px solid var(--line); border-radius: 6px; background: var(--back); padding: 4px 12px; }
button:hover { background: var(--hover); }
button:disabled { opacity: .5; cursor: default; }
button.primary { background: var(--primary); border-color: var(--primary); color: #fff; font-weight: 600; }
button.danger { border-color: var(--danger); color: var(--danger); font-weight: 600; }
button.danger.filled { background: var(--danger); color: #fff; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 8px; top: 8px; z-index: 9; background: var(--back); padding: 8px; }
#shell { display: grid; grid-template-columns: 220px minmax(0, 1fr); height: 100dvh; }
#shell.threaded { grid-template-columns: 220px minmax(0, 1.25fr) minmax(300px, 1fr); }
#side { background: var(--side); color: var(--side-text); padding: 16px 12px; display: flex; flex-direction: column; gap: 8px; overflow-y: auto; }
#side h1 { font-size: 18px; }
#side h2 { font-size: 13px; font-weight: 600; opacity: .75; margin-top: 10px; }
.who { display: block; font-size: 13px; }
.who select { display: block; width: 100%; margin-top: 4px; padding: 5px; border-radius: 6px; border: 1px solid #ffffff40; background: #ffffff14; color: inherit; }
.who option { color: #1d1c1d; background: #fff; }
#channels button, #apps button { display: block; width: 100%; text-align: left; border: 0; background: none; color: inherit; padding: 4px 8px; }
#channels button:hover, #apps button:hover { background: #ffffff1a; }
#channels button[aria-current=true], #apps button[aria-current=true] { background: var(--side-on); color: #fff; }
#channels .unread { font-weight: 800; }
.presence::before { content: ""; display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 6px; background: #8a8a8a; }
.presence.on::before { background: #2bac76; }
.note { font-size: 12px; opacity: .65; margin-top: auto; }
#main, #thread { display: flex; flex-direction: column; min-width: 0; min-height: 0; height: 100dvh; }
#thread { border-left: 1px solid var(--line); }
header { display: flex; align-items: center; gap: 10px; padding: 10px 18px; border-bottom: 1px solid var(--line); }
header h2 { font-size: 17px; }
header button { margin-left: auto; border: 0; }
header h2 { white-space: nowrap; }
#members { color: var(--soft); font-size: 13px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.messages, pre, textarea { scrollbar-width: thin; }
.messages { flex: 1; min-height: 0; overflow-y: auto; padding: 10px 0; }
.message { display: grid; grid-template-columns: 36px minmax(0, 1fr); gap: 0 10px; padding: 7px 18px; }
.message:hover, .message:focus-within { background: var(--hover); }
.message.only { background: var(--only); }
.message.flash { background: var(--flash); }
.face { width: 36px; height: 36px; border-radius: 7px; display: grid; place-items: center; color: #fff; font-weight: 700; }
.by { display: flex; flex-wrap: wrap; align-items: baseline; gap: 6px; }
.by b { font-weight: 700; }
.app { font-size: 10px; font-weight: 700; background: var(--line); color: var(--soft); border-radius: 3px; padding: 0 4px; }
.when, .quiet { color: var(--soft); font-size: 12px; }
.body { overflow-wrap: anywhere; }
.body p { white-space: normal; }
.block { margin: 4px 0; }
.block.header { font-size: 18px; font-weight: 700; line-height: 1.3; }
.block.section { display: flex; gap: 12px; align-items: flex-start; }
.block.section > .grow { flex: 1; min-width: 0; }
.block select { max-width: 110px; border: 1px solid var(--line); border-radius: 6px; background: var(--back); padding: 3px 6px; }
.block.actions select { max-width: 240px; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(max(130px, 40%), 1fr)); gap: 4px 16px; margin-top: 2px; }
.block.context { display: flex; flex-wrap: wrap; gap: 2px 10px; color: var(--soft); font-size: 13px; }
.block.divider { border: 0; border-top: 1px solid var(--line); margin: 8px 0; }
.block.plan { border: 1px solid var(--line); border-radius: 8px; padding: 2px 0; }
.plan summary { cursor: pointer; font-weight: 600; padding: 6px 12px; }
.plan .tasks { padding: 0 12px 6px; }
.task { display: grid; grid-template-columns: 18px minmax(0, 1fr); gap: 0 8px; padding: 3px 0; }
.task .details { grid-column: 2; color: var(--soft); font-size: 13px; }
.task.complete .title, .task.pending .title { color: var(--soft); }
.task.in_progress .title { font-weight: 600; }
.task .mark { text-align: center; font-weight: 700; }
.task.complete .mark { color: var(--primary); }
.task.error .mark { color: var(--danger); }
.task.in_progress .mark { color: var(--link); }
.block.alert { display: grid; grid-template-columns: 20px minmax(0, 1fr); gap: 8px; border: 1px solid var(--line); border-left: 4px solid var(--soft); border-radius: 8px; padding: 8px 12px; background: var(--code-back); }
.block.alert.error { border-left-color: var(--danger); }
.block.alert.warning { border-left-color: #d9910a; }
.block.alert.success { border-left-color: var(--primary); }
.block.alert.info { border-left-color: var(--link); }
.block.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0; }
code { font: .87em ui-monospace, "DejaVu Sans Mono", monospace; color: var(--code); background: var(--code-back); border: 1px solid var(--line); border-radius: 4px; padding: 0 3px; }
pre { font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; background: var(--code-back); border: 1px solid var(--line); border-radius: 6px; padding: 8px 10px; margin: 4px 0; overflow-x: auto; white-space: pre; }
blockquote { margin: 2px 0; padding-left: 10px; border-left: 4px solid var(--line); }
.mention { color: var(--link); background: #1d9bd11a; border-radius: 3px; padding: 0 2px; }
.mention.me { background: #f2c74466; }
.chips { display: flex; flex-wrap: wrap; gap: 5px; margin-top: 5px; align-items: center; }
.chip { border-radius: 14px; padding: 1px 9px; font-size: 13px; background: var(--code-back); }
.chip[aria-pressed=true] { background: var(--mine); border-color: var(--mine-line); }
.chip.add { color: var(--soft); }
.picker { display: inline-flex; flex-wrap: wrap; gap: 3px; border: 1px solid var(--line); border-radius: 8px; padding: 3px; background: var(--back); }
.picker button { border: 0; padding: 2px 7px; font-size: 17px; }
.answers { border: 0; background: none; color: var(--link); font-weight: 600; padding: 2px 4px; font-size: 13px; }
.compose { display: flex; gap: 8px; align-items: flex-end; padding: 10px 18px 6px; }
.compose textarea { flex: 1; min-width: 0; resize: none; max-height: 160px; overflow-y: auto; padding: 9px 12px; border: 1px solid var(--soft); border-radius: 8px; background: var(--back); }
.compose button { padding: 9px 16px; }
#status { min-height: 24px; padding: 0 18px 8px; color: var(--soft); font-size: 13px; }
#status.bad { color: var(--danger); }
dialog { border: 1px solid var(--line); border-radius: 12px; background: var(--back); color: var(--text); max-width: min(440px, 92vw); padding: 20px; }
dialog::backdrop { background: #0008; }
dialog h2 { font-size: 19px; margin-bottom: 8px; }
.choices { display: flex; justify-content: flex-end; gap: 8px; margin-top: 18px; }
#modal { width: min(560px, 94vw); max-width: none; max-height: 92dvh; padding: 0; }
#modal-form { display: flex; flex-direction: column; max-height: 92dvh; }
#modal-blocks { overflow-y: auto; padding: 8px 20px; min-height: 0; }
#modal .choices { margin: 0; padding: 12px 20px; border-top: 1px solid var(--line); }
#modal-trouble { padding: 0 20px; }
#home { flex: 1; min-height: 0; overflow-y: auto; padding: 12px 24px 40px; }
#home > * { max-width: 760px; }
.field { margin: 12px 0; }
.field .label { font-weight: 700; margin-bottom: 3px; }
.field .label .quiet { font-weight: 400; }
.field input[type=text], .field textarea, .field select, .find { width: 100%; padding: 7px 10px; border: 1px solid var(--soft); border-radius: 6px; background: var(--back); color: inherit; font: inherit; max-width: none; }
.choices-few, .choices-list { display: flex; flex-direction: column; gap: 2px; }
.choices-list { max-height: 132px; overflow-y: auto; border: 1px solid var(--line); border-radius: 6px; padding: 5px 8px; margin-top: 3px; scrollbar-width: thin; }
.choice { display: flex; gap: 8px; align-items: baseline; overflow-wrap: anywhere; }
.does { display: block; color: var(--soft); font-size: 13px; }
.find { padding: 3px 8px; margin-top: 3px; }
.fault { color: var(--danger); font-size: 13px; }
.fault:not(:empty)::before { content: "⚠ "; }
select.more { border: 1px solid var(--line); border-radius: 14px; background: var(--code-back); color: var(--soft); font-size: 13px; width: 44px; padding: 1px 4px; }
.empty { padding: 24px 18px; color: var(--soft); }
.alone #side, .alone header, .alone .compose, .alone #status, .alone .chips { display: none; }
.alone #shell, .alone #main { display: block; height: auto; }
.alone .messages { overflow: visible; }
@media (max-width: 760px) {
  #shell, #shell.threaded { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto minmax(0, 1fr); }
  #side { flex-flow: row wrap; align-items: center; padding: 8px 12px; gap: 6px 10px; }
  #side h1 { font-size: 15px; flex: 1; }
  #side h2, .note, .presence { display: none; }
  .who { display: flex; white-space: nowrap; align-items: center; gap: 6px; }
  .who select { margin: 0; }
  #channels, #apps { display: flex; overflow-x: auto; scrollbar-width: none; width: 100%; gap: 4px; }
  #channels button, #apps button { white-space: nowrap; }
  #home { padding: 8px 12px 32px; }
  #main, #thread { height: auto; min-height: 0; }
  #shell.threaded #main { display: none; }
  #thread { border-left: 0; }
  .message, header, .compose { padding-left: 12px; padding-right: 12px; }
  #status { padding-left: 12px; }
}
`;
