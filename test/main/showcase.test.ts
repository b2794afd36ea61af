import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createShowcase } from "../../src/main/showcase.ts";
import { told } from "../support/fake-app.ts";

it("a port that another program has is no bug of fob's, and what to do is said", async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const ready = () => expect.unreachable("nothing is served");
  const load = { sessions: 0, rateLimits: false };
  const served = createShowcase(process).serve(port, new AbortController().signal, ready, load);
  expect(await told(served)).toMatchObject({
    code: "local_io",
    exit: 10,
    message: `The sandbox cannot listen on port ${port} of 127.0.0.1: another program listens there.`,
    hint: "Choose another with --port PORT, or leave it out for a free one.",
  });
});
