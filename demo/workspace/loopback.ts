/**
 * Whether a request may come in: its Host, and its Origin if it has one, must be this machine. The
 * server listens on loopback only, but a web page elsewhere can make a browser on this machine talk to
 * it (DNS rebinding); its Host or Origin gives that away.
 */
export function fromThisMachine(host: string | undefined, origin: string | undefined): boolean {
  return host !== undefined && isLoopback(`http://${host}`) && (origin === undefined || isLoopback(origin));
}

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return (protocol === 'http:' || protocol === 'https:') && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
