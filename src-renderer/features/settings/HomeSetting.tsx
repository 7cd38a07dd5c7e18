import { toast } from "sonner";
import { desktop } from "../../connection/electronChannel.ts";
import { Button } from "../../ui/Button.tsx";

/** The folder of the core. A browser tab has no file manager: it copies the path. */
export function HomeSetting({ home }: { readonly home: string }) {
  const copy = (): void => void navigator.clipboard.writeText(home).then(() => toast("Copied."));
  return (
    <div className="flex items-start gap-3">
      <p className="min-w-0 flex-1">
        <span className="text-text2">Home</span> <span className="break-all font-mono text-small">{home}</span>
        <span className="block text-small text-text3">config.toml, the audit log, sessions</span>
      </p>
      {desktop ? (
        <Button onClick={() => desktop?.request({ reveal: "home" })}>Open folder</Button>
      ) : (
        <Button onClick={copy}>Copy path</Button>
      )}
    </div>
  );
}
