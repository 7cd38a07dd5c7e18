import { type ReactNode, useEffect, useState } from "react";
import { toast } from "sonner";
import { useConnection } from "../../connection/connection.ts";
import { type Preferences, usePreferences } from "../../state/preferences.ts";
import { useRoute } from "../../state/route.ts";
import { useStatus } from "../../state/status.ts";
import { Button } from "../../ui/Button.tsx";
import { CheckBox } from "../../ui/CheckBox.tsx";
import { Choices, inputClass } from "../../ui/Field.tsx";
import { ImageProgress } from "../image/ImageProgress.tsx";
import { buildImage, useImageBuild } from "../image/imageBuild.ts";
import { NoticeSettingsForm } from "../notices/NoticeSettingsForm.tsx";
import { AuditSettings } from "./AuditSettings.tsx";
import { ConfigValues } from "./ConfigValues.tsx";
import { CoreLog } from "./CoreLog.tsx";
import { HomeSetting } from "./HomeSetting.tsx";
import { KeysSetting } from "./KeysSetting.tsx";
import { PlaceSetting, placeSection } from "./PlaceSetting.tsx";

/** Of this app on this machine. What sessions may do is in config.toml, which the app only reads. */
export default function SettingsScreen() {
  const preferences = usePreferences();
  const { home, version } = useConnection();
  const proxy = useStatus((state) => state.status?.proxy ?? null);
  const { path } = useRoute();
  const [search, setSearch] = useState("");
  const wanted = path[1];
  useEffect(() => {
    if (wanted) document.getElementById(wanted)?.scrollIntoView({ block: "start" });
  }, [wanted]);
  const set = (part: Partial<Preferences>): void => {
    usePreferences.setState(part);
  };
  const sections: readonly [string, readonly Setting[]][] = [
    [
      "Appearance",
      [
        choices("Theme", "theme", [
          ["system", "system"],
          ["dark", "dark"],
          ["light", "light"],
        ]),
        choices("Terminal theme", "terminalTheme", [
          ["app", "same as the app"],
          ["dark", "dark"],
          ["light", "light"],
        ]),
        choices("Density", "density", [
          ["compact", "compact"],
          ["comfortable", "comfortable"],
        ]),
        toggle("Keys beside lists", "The line of keys under the list of sessions.", "showKeys"),
        toggle("Chart in the audit", "Requests over the time of the log.", "histogram"),
      ],
    ],
    [
      "Terminal",
      [
        choices("Font", "terminalFont", [
          ["bundled", "JetBrains Mono"],
          ["system", "the system's"],
        ]),
        choices("Line height", "terminalLineHeight", [
          ["close", "close"],
          ["normal", "normal"],
          ["roomy", "roomy"],
        ]),
        number("Font size", "pixels", "terminalFontSize", 9, 28),
        number("Scrollback", "lines kept above the screen", "scrollback", 1000, 50_000),
        toggle("Copy on select", "What is selected is in the clipboard at once.", "copyOnSelect"),
        toggle("Ask before pasting several lines", "Shows what is about to be typed.", "confirmPaste"),
        toggle("Screen reader mode", "Puts the terminal's text into the page.", "screenReader"),
      ],
    ],
    ["Notifications", [{ name: "sound, quiet hours, pause, the agent's words", control: <NoticeSettingsForm /> }]],
    [
      "Keys",
      [
        toggle("Single letters in lists", "J, K, N and the like. The palette has everything too.", "singleKeys"),
        { name: "Change keys, shortcuts", control: <KeysSetting /> },
      ],
    ],
    ["Sessions", [{ name: "disk, image, limits, defaults", control: <ConfigValues of={["sessions.", "image."]} /> }]],
    [
      "Proxy and network",
      [
        { name: "port, limits, upstream", control: <ConfigValues of={["proxy.", "grafana."]} /> },
        fact("Listens on", proxy?.addresses.join(", ") ?? "–", "loopback and the engine's bridges"),
      ],
    ],
    [
      "Agent image",
      [
        {
          name: "Build the agent image",
          control: <ImageSetting />,
        },
      ],
    ],
    [placeSection, [{ name: "sign out, ask", control: <PlaceSetting /> }]],
    ["Approvals", [{ name: "time limit, held", control: <ConfigValues of={["approvals."]} /> }]],
    ["Policy", [{ name: "preset, ask, allow, tools", control: <ConfigValues of={["policy.", "anthropic."]} /> }]],
    [
      "Audit log",
      [
        { name: "verify, head, remove, prune", control: <AuditSettings /> },
        { name: "rotation, segment", control: <ConfigValues of={["audit."]} /> },
      ],
    ],
    ["Privacy", [fact("Telemetry", "none", "Nothing is sent anywhere but what your sessions ask for.")]],
    [
      "Advanced",
      [
        { name: "Home folder, path", control: <HomeSetting home={home} /> },
        fact("Version", version, "of the core"),
        { name: "config.toml, path", control: <CopyPath path={`${home}/config.toml`} /> },
        { name: "daemon, core, logs", control: <CoreLog /> },
      ],
    ],
  ];

  function toggle(name: string, about: string, key: keyof Preferences): Setting {
    return {
      name,
      control: (
        <label htmlFor={`setting-${key}`} className="flex items-start gap-3">
          <CheckBox
            id={`setting-${key}`}
            checked={preferences[key] === true}
            onChange={(event) => set({ [key]: event.target.checked })}
          />
          <span>
            {name} <span className="block text-small text-text3">{about}</span>
          </span>
        </label>
      ),
    };
  }

  function choices<K extends "theme" | "density" | "terminalTheme" | "terminalFont" | "terminalLineHeight">(
    name: string,
    key: K,
    options: readonly (readonly [Preferences[K], string])[],
  ): Setting {
    return {
      name,
      control: (
        <Choices label={name} value={preferences[key]} options={options} onChange={(value) => set({ [key]: value })} />
      ),
    };
  }

  function number(
    name: string,
    unit: string,
    key: "terminalFontSize" | "scrollback",
    min: number,
    max: number,
  ): Setting {
    return {
      name,
      control: (
        <label className="flex items-center gap-3">
          <input
            type="number"
            data-field
            min={min}
            max={max}
            value={preferences[key]}
            onChange={(event) => set({ [key]: Math.min(max, Math.max(min, Number(event.target.value) || min)) })}
            className={inputClass}
            style={{ width: 88 }}
          />
          <span>
            {name} <span className="text-small text-text3">{unit}</span>
          </span>
        </label>
      ),
    };
  }

  const shown = sections
    .map(
      ([title, settings]) =>
        [
          title,
          settings.filter(({ name }) => `${title} ${name}`.toLowerCase().includes(search.toLowerCase())),
        ] as const,
    )
    .filter(([, settings]) => settings.length > 0);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="screen-head">
        <h1 className="text-title font-semibold">Settings</h1>
        <input
          data-field
          data-first
          aria-label="Search settings"
          placeholder="Search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className={inputClass}
          style={{ width: 220 }}
        />
      </header>
      <div className="min-h-0 flex-1 overflow-auto px-4 py-2">
        <div className="flex max-w-[640px] flex-col gap-6 pb-8">
          {shown.map(([title, settings]) => (
            <section key={title} id={slugOf(title)} aria-label={title} className="scroll-mt-2">
              <h2 className="border-b border-line py-2 font-semibold">{title}</h2>
              <ul className="flex flex-col gap-3 pt-3">
                {settings.map(({ name, control }) => (
                  <li key={name}>{control}</li>
                ))}
              </ul>
            </section>
          ))}
          {shown.length === 0 && <p className="text-text3">No setting matches “{search}”.</p>}
        </div>
      </div>
    </div>
  );
}

/** The same as `clauderon image build`. */
function ImageSetting() {
  const [base, setBase] = useState("");
  const state = useImageBuild((build) => build.state);
  return (
    <div className="flex flex-col gap-2">
      <p className="text-text2">
        What agents run in, and the relay beside it. Running sessions keep theirs until they are recreated.
      </p>
      <div className="flex gap-2">
        <input
          data-field
          aria-label="Base image"
          placeholder="Base image; empty: as in config.toml"
          value={base}
          spellCheck={false}
          onChange={(event) => setBase(event.target.value)}
          className={`${inputClass} font-mono text-small placeholder:font-sans`}
        />
        <Button disabled={state === "running"} onClick={() => void buildImage(base.trim() || undefined)}>
          {state === "running" ? "Building…" : "Build"}
        </Button>
      </div>
      <ImageProgress />
    </div>
  );
}

/** `/settings/agent-image`. */
function slugOf(title: string): string {
  return title.toLowerCase().replace(/[^a-z]+/g, "-");
}

function CopyPath({ path }: { readonly path: string }) {
  return (
    <Button onClick={() => void navigator.clipboard.writeText(path).then(() => toast("Path copied."))}>
      Copy the path of config.toml
    </Button>
  );
}

interface Setting {
  readonly name: string;
  readonly control: ReactNode;
}

function fact(name: string, value: string, about: string): Setting {
  return {
    name,
    control: (
      <p>
        <span className="text-text2">{name}</span> <span className="break-all font-mono text-small">{value}</span>
        <span className="block text-small text-text3">{about}</span>
      </p>
    ),
  };
}
