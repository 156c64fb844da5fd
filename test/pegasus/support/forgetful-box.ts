import { connect, createServer, type Socket } from 'node:net';

/** What stands between a client and a server, and can forget the connections that go through it. */
export interface ForgetfulBox {
  readonly address: string;
  /** Connections that were opened through it. */
  readonly opened: number;
  /**
   * From now on nothing goes through the connections that there are, in either direction, and neither end is told. New
   * ones work.
   */
  forget(): void;
  close(): Promise<void>;
}

/** A box in front of `server`, which is `host:port`. */
export function serveForgetfulBox(server: string): Promise<ForgetfulBox> {
  const [host = '', port = ''] = server.split(':');
  const flows = new Set<readonly [Socket, Socket]>();
  let opened = 0;
  const box = createServer((near) => {
    opened += 1;
    const far = connect({ host, port: Number(port) });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => void to.write(chunk));
      from.on('close', () => to.destroy());
      from.on('error', () => undefined);
    }
    flows.add([near, far]);
  });
  return new Promise((resolve) => {
    box.listen(0, '127.0.0.1', () => {
      const listening = box.address();
      resolve({
        address: `127.0.0.1:${typeof listening === 'object' && listening !== null ? listening.port : 0}`,
        get opened() {
          return opened;
        },
        forget: () => {
          for (const flow of flows) {
            for (const socket of flow) socket.removeAllListeners('data').removeAllListeners('close').resume();
          }
        },
        close: () =>
          new Promise((closed) => {
            for (const flow of flows) for (const socket of flow) socket.destroy();
            box.close(() => {
              closed();
            });
          }),
      });
    });
  });
}
