import { loadedLater } from "../../ui/loadedLater.ts";
import { SessionsScreen } from "../sessions/SessionsScreen.tsx";

// What a person does not look at first comes when the first screen is there and nothing else is to do.
const session = loadedLater(() => import("../session/SessionScreen.tsx"));
const audit = loadedLater(() => import("../audit/AuditScreen.tsx"));
const approvals = loadedLater(() => import("../approvals/ApprovalsScreen.tsx"));
const credentials = loadedLater(() => import("../credentials/CredentialsScreen.tsx"));
const rules = loadedLater(() => import("../rules/RulesScreen.tsx"));
const doctor = loadedLater(() => import("../doctor/DoctorScreen.tsx"));
const settings = loadedLater(() => import("../settings/SettingsScreen.tsx"));
const demo = loadedLater(() => import("../demo/DemoScreen.tsx"));
const docs = loadedLater(() => import("../help/DocsScreen.tsx"));
const createSheet = loadedLater(() => import("../create/CreateSheet.tsx"));
const palette = loadedLater(() => import("../palette/Palette.tsx"));
export const CreateSheet = createSheet.Component;
export const Palette = palette.Component;

/** Gets what the next keys and clicks need, the likeliest first: no screen is blank while its code comes. */
export async function getReady(): Promise<void> {
  await palette.load();
  await session.load();
  const { readyTerminals } = await import("../session/Panes.tsx");
  await readyTerminals();
  for (const screen of [audit, createSheet, approvals, rules, credentials, doctor, settings, docs, demo])
    await screen.load();
}

/** The screen of a route: its first word, and what follows it. */
export function Screen({ name, argument }: { readonly name: string; readonly argument: string | null }) {
  switch (name) {
    case "session":
      return argument === null ? <SessionsScreen /> : <session.Component key={argument} name={argument} />;
    case "audit":
      return <audit.Component />;
    case "approvals":
      return <approvals.Component id={argument} />;
    case "credentials":
      return <credentials.Component id={argument} />;
    case "rules":
      return <rules.Component />;
    case "doctor":
      return <doctor.Component />;
    case "settings":
      return <settings.Component />;
    case "demo":
      return <demo.Component />;
    case "docs":
      return <docs.Component name={argument} />;
    default:
      return <SessionsScreen />;
  }
}
