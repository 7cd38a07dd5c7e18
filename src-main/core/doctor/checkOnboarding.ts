import { readFile } from "node:fs/promises";
import { type Check, fail, pass } from "./ports.ts";

/** Without this key the agent opens its first-run screens, which nobody sees in an unattended session. */
export const checkOnboarding: Check = {
  id: "onboarding",
  group: "engine",
  title: "No onboarding prompt",
  async run({ home }) {
    const text = await readFile(home.claudeTemplate, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
    return text === null ? pass("the built-in claude.json is used") : onboardingFinding(text, home.claudeTemplate);
  },
};

export function onboardingFinding(text: string, path: string): ReturnType<typeof pass> {
  const fix = `Put {"hasCompletedOnboarding": true} into ${path}, or remove the file to get the built-in one.`;
  let template: unknown;
  try {
    template = JSON.parse(text);
  } catch {
    return fail(`${path} is not JSON.`, fix);
  }
  const done =
    typeof template === "object" &&
    template !== null &&
    "hasCompletedOnboarding" in template &&
    template.hasCompletedOnboarding === true;
  return done ? pass("claude.json skips the first-run screens") : fail(`${path} lacks hasCompletedOnboarding.`, fix);
}
