/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- arrow keys step between the boxes within */
import { Button, Input } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTexts } from "../../i18n/use-texts.ts";
import { cameraAddress, usualPorts } from "./camera-address.ts";
import type { FinderRow, Outcome } from "./enrolment.ts";
import styles from "./find-cameras.module.css";
import type { SearchState } from "./use-camera-finder.ts";

interface FoundListProps {
  readonly rows: readonly FinderRow[];
  readonly search: SearchState;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Keys of the marked rows. */
  readonly marked: ReadonlySet<string>;
  /** The device that a row is already, by its address. */
  readonly deviceAt: (address: string) => string | null;
  readonly onMark: (keys: ReadonlySet<string>) => void;
  readonly onSearch: () => void;
  readonly onTyped: (address: string) => void;
}

/** Who answered, and a place to type an address; arrows step, Space marks. */
export function FoundList(props: FoundListProps) {
  const { rows, search, outcomes, marked, deviceAt, onMark, onSearch, onTyped } = props;
  const { t } = useTexts();
  const list = useRef<HTMLUListElement>(null);
  const isNew = (row: FinderRow) => deviceAt(row.address) === null;
  const fresh = rows.filter((row) => isNew(row) && outcomes.get(row.key)?.state !== "seen");
  // The first answer takes the keys, unless they are at work elsewhere.
  const some = rows.length > 0;
  useEffect(() => {
    const at = document.activeElement;
    if (some && (at === null || at === document.body || at.hasAttribute("data-search-again")))
      list.current?.querySelector<HTMLElement>("input:enabled")?.focus();
  }, [some]);
  const step = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const boxes = [...(list.current?.querySelectorAll<HTMLElement>("input:enabled") ?? [])];
    const at = boxes.findIndex((box) => box === document.activeElement);
    boxes[Math.min(boxes.length - 1, Math.max(0, at + by))]?.focus();
  };
  return (
    <section className={styles["found"]} aria-label={t("enrol.found")}>
      <SearchLine search={search} count={rows.filter(({ typed }) => !typed).length} onSearch={onSearch} />
      {fresh.length > 1 && (
        <Button size="small" data-mark-all onClick={() => onMark(new Set(fresh.map(({ key }) => key)))}>
          {t("enrol.markAll", { n: fresh.length })}
        </Button>
      )}
      {rows.length === 0 && search.done !== null && <Nobody search={search} />}
      <ul ref={list} className={styles["rows"]} onKeyDown={step}>
        {rows.map((row) => {
          const device = deviceAt(row.address);
          return (
            <li key={row.key} data-found={row.address} data-enrolled={device !== null}>
              <label className={styles["row"]}>
                <input
                  type="checkbox"
                  disabled={device !== null}
                  checked={device === null && marked.has(row.key)}
                  onChange={({ target }) => {
                    const next = new Set(marked);
                    if (target.checked) next.add(row.key);
                    else next.delete(row.key);
                    onMark(next);
                  }}
                />
                <span className={styles["name"]}>{row.name || row.hardware || t("enrol.noName")}</span>
                <span className={styles["state"]} data-state={outcomes.get(row.key)?.state}>
                  {device === null ? (
                    <StateWord outcome={outcomes.get(row.key)} />
                  ) : (
                    t("enrol.enrolledAs", { id: device })
                  )}
                </span>
                <span className={styles["address"]}>{row.address.replace(/\/onvif\/device_service$/, "")}</span>
                {row.name !== "" && row.hardware !== "" && <span className={styles["about"]}>{row.hardware}</span>}
                {row.otherHosts.length > 0 && (
                  <span className={styles["warning"]}>
                    {t("enrol.otherHosts", { hosts: row.otherHosts.join(", ") })}
                  </span>
                )}
                {row.sharesEndpoint && <span className={styles["warning"]}>{t("enrol.sharesEndpoint")}</span>}
              </label>
            </li>
          );
        })}
      </ul>
      <TypedAddress onTyped={onTyped} />
    </section>
  );
}

function StateWord({ outcome }: { readonly outcome: Outcome | undefined }) {
  const { t } = useTexts();
  return outcome === undefined ? null : <>{t(`enrol.states.${outcome.state}`)}</>;
}

/** Where is searched, how many have answered, and what could not be searched. */
function SearchLine({
  search,
  count,
  onSearch,
}: Pick<FoundListProps, "search" | "onSearch"> & { readonly count: number }) {
  const { t, errorText } = useTexts();
  const { running, interfaces, done, error } = search;
  const used = interfaces.filter(({ reason }) => reason === null).map(({ name, address }) => `${name} ${address}`);
  return (
    <div className={styles["search"]}>
      <Button data-search-again disabled={running} onClick={onSearch}>
        {t(running ? "enrol.searching" : "enrol.searchAgain")}
      </Button>
      <output aria-live="polite">{t("enrol.answered", { n: count })}</output>
      {used.length > 0 && (
        <span className={styles["about"]}>{t("enrol.searchedOn", { interfaces: used.join(", ") })}</span>
      )}
      {interfaces
        .filter(({ reason }) => reason !== null)
        .map(({ name, address, reason }) => (
          <span key={`${name} ${address}`} className={styles["warning"]}>
            {t("enrol.notSearched", { interface: `${name} ${address}`, reason })}
          </span>
        ))}
      {done?.full && <span className={styles["warning"]}>{t("enrol.full")}</span>}
      {error && <span className={styles["warning"]}>{errorText(error)}</span>}
    </div>
  );
}

function Nobody({ search }: { readonly search: SearchState }) {
  const { t } = useTexts();
  return (
    <div className={styles["nobody"]} data-nobody>
      <strong>{t("enrol.nobody")}</strong>
      <ul>
        {(["card", "segment", "port", "discovery", "type"] as const).map((each) => (
          <li key={each}>{t(`enrol.check.${each}`)}</li>
        ))}
        {(search.done?.refused ?? 0) > 0 && <li>{t("enrol.check.refused", { n: search.done?.refused ?? 0 })}</li>}
      </ul>
    </div>
  );
}

/** An address by hand: for cameras behind a router, or with discovery switched off. */
function TypedAddress({ onTyped }: Pick<FoundListProps, "onTyped">) {
  const { t } = useTexts();
  const [text, setText] = useState("");
  const [port, setPort] = useState<number>(80);
  const [wrong, setWrong] = useState(false);
  const address = cameraAddress(text, port);
  return (
    <form
      className={styles["typed"]}
      onSubmit={(event) => {
        event.preventDefault();
        setWrong(address === null);
        if (address === null) return;
        onTyped(address);
        setText("");
      }}
    >
      <Input
        data-typed-address
        value={text}
        maxLength={300}
        placeholder="192.168.1.64"
        aria-label={t("enrol.typeAddress")}
        addonBefore={t("enrol.typeAddress")}
        status={wrong ? "error" : ""}
        onChange={({ target }) => {
          setText(target.value);
          setWrong(false);
        }}
      />
      <label>
        {t("enrol.port")}{" "}
        <select className={styles["select"]} value={port} onChange={({ target }) => setPort(Number(target.value))}>
          {usualPorts.map((each) => (
            <option key={each} value={each}>
              {each === 443 ? "443 (https)" : each}
            </option>
          ))}
        </select>
      </label>
      <Button htmlType="submit">{t("enrol.addAddress")}</Button>
      {wrong && <span className={styles["warning"]}>{t("enrol.badAddress")}</span>}
      {!wrong && address !== null && <span className={styles["about"]}>{address}</span>}
    </form>
  );
}
