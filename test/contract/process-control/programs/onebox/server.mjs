// Stops listening at once when told to go, and goes a while later, as a server that flushes does.
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';

const [port, pidfile] = process.argv.slice(2);
const server = createServer().listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => {
  server.close();
  const gone = Date.now() + 500;
  while (Date.now() < gone);
  rmSync(pidfile, { force: true });
  process.exit(0);
});
