import "./rpc/no-code-from-text.ts";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { openTexts } from "./i18n/i18n.ts";
import { openShell } from "./rpc/shell.ts";
import { openStationSession } from "./rpc/station-session.ts";
import { applyNotice } from "./rpc/station-state.ts";
import { openStationStore } from "./rpc/station-store.ts";
import { openPortTransport, openSocketTransport } from "./rpc/transport.ts";
import { openVideoChannel } from "./rpc/video-channel.ts";
import "./ui/base.css";
import { publishTokens } from "./ui/theme.tsx";

const place = document.querySelector("#root");
if (place === null) throw new Error("index.html has no #root");
publishTokens(document.documentElement);
await openTexts(localStorage, document.documentElement);

const shell = openShell(window);
const transport = shell ? openPortTransport(shell) : openSocketTransport(location);
const store = openStationStore();
shell?.onNotice((notice) => store.set((state) => applyNotice(state, notice)));
const session = openStationSession(transport, store);
const video = openVideoChannel(transport);

createRoot(place).render(<App parts={{ store, session, video }} />);
