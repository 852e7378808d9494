import { useEffect, useRef } from "react";
import type { Actor } from "../../native/contract/actor.ts";
import { useSession, useStore } from "../rpc/use-station.tsx";

/**
 * Windows of one browser are one session at the station: who signs on in one acts in all, so all must show it. (In
 * Electron each window is a session of its own and asks for nothing here that it did not know.)
 */
export function useSharedSignOn(actor: Actor | null): void {
  const session = useSession();
  const store = useStore();
  const told = useRef(actor);
  const channel = useRef<BroadcastChannel | null>(null);
  useEffect(() => {
    const open = new BroadcastChannel("wardwatch.sign-on");
    channel.current = open;
    open.addEventListener("message", () => {
      void session
        .call((client) => client.session.get())
        .then((answer) => {
          if (!answer.ok) return;
          told.current = answer.value.actor;
          store.set((state) => ({ ...state, actor: answer.value.actor }));
        });
    });
    return () => {
      channel.current = null;
      open.close();
    };
  }, [session, store]);
  useEffect(() => {
    if (actor?.name === told.current?.name && actor?.role === told.current?.role) return;
    told.current = actor;
    channel.current?.postMessage("changed");
  }, [actor]);
}
