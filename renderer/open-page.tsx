import { createRoot } from "react-dom/client";
import { openTexts } from "./i18n/i18n.ts";
import { openShell } from "./rpc/shell.ts";
import { openPortTransport, openSocketTransport } from "./rpc/transport.ts";
import { shiftAsked } from "./shifts/shift-asked.ts";
import "./ui/base.css";

/** What the address asks for: the desk, or one paper alone. */
export async function openPage(): Promise<void> {
  const place = document.querySelector<HTMLElement>("#root");
  if (place === null) throw new Error("index.html has no #root");
  await openTexts(localStorage, document.documentElement);

  const shell = openShell(window);
  const transport = shell ? openPortTransport(shell) : openSocketTransport(location);
  const asked = shiftAsked(location.hash);
  // What is printed without a hand does not wait for the desk's code, which is most of it.
  if (asked) {
    const [{ ShiftAlone }, { shiftAppendix }] = await Promise.all([
      import("./shifts/shift-alone.tsx"),
      import("./app/shift-appendix.tsx"),
    ]);
    // Whoever waits for the paper must see that it will not come.
    const onUncaughtError = (error: unknown) => {
      const main = document.createElement("main");
      main.role = "alert";
      main.textContent = String(error);
      place.replaceChildren(main);
    };
    createRoot(place, { onUncaughtError }).render(<ShiftAlone {...{ asked, transport }} appendix={shiftAppendix} />);
  } else {
    const { showDesk } = await import("./app/show-desk.tsx");
    showDesk(place, { shell, transport });
  }
}
