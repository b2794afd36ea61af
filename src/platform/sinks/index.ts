import type { SecretSink, SinkTarget } from "../../core/secret-sink.ts";
import { descriptor } from "./descriptor.ts";
import { githubFile, type Runner } from "./github.ts";
import { newFile } from "./new-file.ts";
import { replacedFile } from "./replaced-file.ts";

/** Opens and proves a place for a token that is still to be minted. */
export function openSink(runner: Runner, target: SinkTarget): SecretSink {
  switch (target.kind) {
    case "file":
      return target.replace ? replacedFile(target.path) : newFile(target.path);
    case "fd":
      return descriptor(target.fd);
    default:
      return githubFile(runner, target.kind, target.name);
  }
}
