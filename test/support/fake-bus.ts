import { mkdtemp, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface FakeBus {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Whatever listens at a session bus's socket; `serve` is given every chunk that a client sends. */
export async function fakeBus(serve: (socket: Socket, chunk: Buffer) => void): Promise<FakeBus> {
  const folder = await mkdtemp(join(tmpdir(), "fob-bus-"));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => serve(socket, chunk));
  });
  await new Promise<void>((resolve) => server.listen(join(folder, "bus"), resolve));
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, "bus")}` },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
