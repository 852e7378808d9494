import { useEffect, useState } from "react";
import { stationNowMs } from "./station-state.ts";
import { useStore } from "./use-station.tsx";

/**
 * The station's clock, UTC ms in whole seconds, changing once a second: what hangs on it is not
 * rendered more often.
 */
export function useStationNow(): number {
  const store = useStore();
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const look = () =>
      setNowMs(Math.floor(stationNowMs(store.get().heard, performance.now(), Date.now()) / 1000) * 1000);
    const first = requestAnimationFrame(look);
    const timer = setInterval(look, 250);
    document.addEventListener("visibilitychange", look);
    return () => {
      cancelAnimationFrame(first);
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [store]);
  return nowMs;
}
