import { useEffect } from "react";
import { useAttention } from "../../state/attention.ts";
import { useRoute } from "../../state/route.ts";

const names: Readonly<Record<string, string>> = {
  audit: "Audit",
  approvals: "Approvals",
  credentials: "Credentials",
  demo: "Demo",
  docs: "Docs",
  rules: "Rules",
  doctor: "Doctor",
  settings: "Settings",
};

/** "(2) Sessions · Clauderon", with an icon whose shape is the state: the number is how many need a person. */
export function useTitle(): void {
  const { path } = useRoute();
  const { mark, count } = useAttention();
  const place = path[0] === "session" ? (path[1] ?? "Sessions") : (names[path[0] ?? ""] ?? "Sessions");
  useEffect(() => {
    document.title = `${count > 0 ? `(${count}) ` : ""}${place} · Clauderon`;
  }, [count, place]);
  useEffect(() => {
    document.querySelector("link[rel=icon]")?.setAttribute("href", `/favicon-${mark}.svg`);
  }, [mark]);
}
