import { type MessagePort, workerData } from "node:worker_threads";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { serve } from "../../../src-shared/rpc/server.ts";
import { AuditWriter } from "../audit/auditWriter.ts";
import { homePaths } from "../home.ts";
import { portChannel } from "../lifecycle/portChannel.ts";
import { EventFeed } from "./eventFeed.ts";
import { ProxyServer } from "./proxyServer.ts";
import { proxyThreadContract } from "./threadContract.ts";

// Entry of the proxy's worker thread: serves the contract on the port it was started with.
const events = new EventFeed();
let running: { server: ProxyServer; audit: AuditWriter } | null = null;

// A request that fails in an unforeseen way is one failed request. The sockets involved end by their own time limits.
process.on("uncaughtException", (error) => report(error, "request"));
process.on("unhandledRejection", (error) => report(error, "request"));

function report(error: unknown, where: string): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  events.emit({ type: "problem", message: `${where}: ${text}` });
}

function current(): { server: ProxyServer; audit: AuditWriter } {
  if (!running) throw new AppError("unavailable", "The proxy has not been started.");
  return running;
}

const done = null;

serve(
  portChannel((workerData as { port: MessagePort }).port),
  proxyThreadContract,
  {
    proxy: {
      async start({ home, auditSegmentBytes, ...options }) {
        if (running) throw new AppError("wrong_state", "The proxy runs already.");
        const audit = await AuditWriter.open({
          home: homePaths({ CLAUDERON_HOME: home }),
          segmentBytes: auditSegmentBytes,
        });
        audit.onSynced((seq) => events.emit({ type: "audit", seq }));
        try {
          const server = await ProxyServer.start({ ...options, audit, emit: (event) => events.emit(event) });
          running = { server, audit };
          return { port: server.port };
        } catch (error) {
          await audit.close();
          throw error;
        }
      },
      async setAddresses({ addresses }) {
        await current().server.setAddresses(addresses);
        return done;
      },
      setPolicy(policy) {
        current().server.setPolicy(policy);
        return done;
      },
      setSecrets({ secrets }) {
        current().server.setSecrets(secrets);
        return done;
      },
      async putSession(session) {
        await current().server.putSession(session);
        return done;
      },
      removeSession({ id }) {
        current().server.removeSession(id);
        return done;
      },
      addOwnPort({ port }) {
        current().server.addOwnPort(port);
        return done;
      },
      setEnabled({ enabled }) {
        current().server.setEnabled(enabled);
        return done;
      },
      answerApproval: ({ id, ...answer }) => ({ found: current().server.answerApproval(id, answer) }),
      status() {
        const { server, audit } = current();
        return { ...server.status(), auditError: audit.problem };
      },
      inFlight: ({ atMost }) => current().server.inFlight(atMost),
      signAuditHead: () => current().audit.signHead(),
      pruneAudit: ({ firstKept }) => current().audit.prune(firstKept),
      events: (_, { signal }) => events.listen(signal),
      async stop() {
        const { server, audit } = current();
        running = null;
        await server.stop();
        await audit.close();
        return done;
      },
    },
  },
  { caller: "core", onBug: report },
);
