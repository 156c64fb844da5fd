/** The bare page; its script fills it. */
export const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pegasus demo workspace</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
</head>
<body>
<a class="skip" href="#compose">Skip to the message field</a>
<div id="shell">
  <nav id="side" aria-label="Workspace">
    <h1 id="team">Pegasus demo</h1>
    <label class="who">You are
      <select id="me"></select>
    </label>
    <h2>Channels</h2>
    <ul id="channels"></ul>
    <h2>Apps</h2>
    <ul id="apps"></ul>
    <p id="bot" class="presence"></p>
    <p class="note">A local stand-in for Slack. Nothing leaves this machine, and nothing is kept.</p>
  </nav>
  <main id="main">
    <header><h2 id="title"></h2><span id="members"></span></header>
    <ol id="messages" class="messages" aria-label="Messages" tabindex="0"></ol>
    <section id="home" aria-label="Home" tabindex="0" hidden></section>
    <form id="compose" class="compose">
      <textarea id="text" rows="1" aria-label="Message or command" autocomplete="off" spellcheck="false"></textarea>
      <button type="submit" class="primary">Send</button>
    </form>
    <p id="status" role="status"></p>
  </main>
  <aside id="thread" aria-label="Thread" hidden>
    <header><h2>Thread</h2><button type="button" id="close" aria-label="Close the thread">✕</button></header>
    <ol id="replies" class="messages" aria-label="Messages of the thread" tabindex="0"></ol>
    <form id="answer" class="compose">
      <textarea id="reply" rows="1" aria-label="Reply" autocomplete="off" placeholder="Reply…"></textarea>
      <button type="submit" class="primary">Reply</button>
    </form>
  </aside>
</div>
<dialog id="modal" aria-labelledby="modal-title">
  <form id="modal-form" novalidate>
    <header><h2 id="modal-title"></h2><button type="button" id="modal-x" aria-label="Close">✕</button></header>
    <div id="modal-blocks"></div>
    <p id="modal-trouble" class="fault" role="alert"></p>
    <p class="choices"><button type="button" id="modal-close"></button><button type="submit" id="modal-submit" class="primary"></button></p>
  </form>
</dialog>
<dialog id="confirm">
  <form method="dialog">
    <h2 id="confirm-title"></h2>
    <div id="confirm-text"></div>
    <p class="choices"><button value="no" id="confirm-deny"></button><button value="yes" id="confirm-yes"></button></p>
  </form>
</dialog>
<noscript>This page needs JavaScript. The same can be done with the JSON interface below /_control.</noscript>
<script type="module" src="/page.js"></script>
</body>
</html>
`;
