import { Hono } from 'hono';
import { html } from './html.js';
import { script } from './script.js';
import { style } from './style.js';

/** Nothing from elsewhere, and nothing inline: the page shows text that others wrote. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** The page at `/`, its style and script, and links to messages as chat.getPermalink gives them. */
export function pageRoutes(): Hono {
  const routes = new Hono();
  routes.get('/', (c) => c.html(html, 200, headers));
  routes.get('/page.css', (c) => c.body(style, 200, { ...headers, 'content-type': 'text/css; charset=utf-8' }));
  routes.get('/page.js', (c) => c.body(script, 200, { ...headers, 'content-type': 'text/javascript; charset=utf-8' }));
  routes.get('/archives/:channel/:message', (c) => {
    const ts = c.req.param('message').replace(/^p(\d+)(\d{6})$/, '$1.$2');
    return c.redirect(`/#${c.req.param('channel')}/${ts}`);
  });
  return routes;
}
