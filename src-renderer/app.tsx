import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Tooltip } from "radix-ui";
import { useConnection } from "./connection/connection.ts";
import { Shell } from "./features/shell/Shell.tsx";
import { SignedOutScreen } from "./features/shell/SignedOutScreen.tsx";

const queries = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } });

// What was asked of the last connection may have changed meanwhile.
useConnection.subscribe((now, before) => {
  if (now.client && now.client !== before.client) void queries.invalidateQueries();
});

export function App({ signIn }: { readonly signIn: "ok" | "none" | "used" | "too-many" }) {
  const state = useConnection((connection) => connection.state);
  if (state === "signed-out" || state === "wrong-version") return <SignedOutScreen reason={signIn} state={state} />;
  return (
    <QueryClientProvider client={queries}>
      <Tooltip.Provider delayDuration={400} skipDelayDuration={100}>
        <Shell />
      </Tooltip.Provider>
    </QueryClientProvider>
  );
}
