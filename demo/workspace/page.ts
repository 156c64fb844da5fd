import { readFile } from 'node:fs/promises';
import { Hono, type Context } from 'hono';

/** Nothing from elsewhere, and nothing inline: the page shows text that others wrote. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};
const files = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
} as const;

/**
 * The page as it was built, and links to messages as chat.getPermalink gives them.
 * @param folder with `index.html`, `page.js` and `page.css`
 */
export function pageRoutes(folder: URL): Hono {
  const routes = new Hono();
  for (const [path, [name, type]] of Object.entries(files))
    routes.get(path, async (c) => await file(c, new URL(name, folder), type));
  routes.get('/archives/:channel/:message', (c) => {
    const ts = c.req.param('message').replace(/^p(\d+)(\d{6})$/, '$1.$2');
    return c.redirect(`/#${c.req.param('channel')}/${ts}`);
  });
  return routes;
}

/** Read anew each time: whoever works on the page builds it while the demo runs. */
async function file(c: Context, from: URL, type: string): Promise<Response> {
  const content = await readFile(from).catch(() => undefined);
  if (content === undefined) return c.text('The page is not built: npm run build', 503, headers);
  return c.body(new Uint8Array(content), 200, { ...headers, 'content-type': type });
}
