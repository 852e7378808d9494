import { Button } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { DeviceHealth } from "../../native/contract/health.ts";
import type { SiteProblem } from "../../native/contract/site.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { ChangeCard } from "./change-card.tsx";
import styles from "./devices-page.module.css";
import {
  copyOf,
  isChanged,
  listOf,
  newArea,
  newDevice,
  openDraft,
  operationOf,
  type SiteDraft,
  sortProblems,
} from "./draft.ts";
import { DraftEditor } from "./draft-editor.tsx";
import { FindCameras, type FinderKeys } from "./find/find-cameras.tsx";
import { FileTab } from "./file-tab.tsx";
import { deviceShapes, type Draft } from "./form/field-schema.ts";
import { useFieldTexts } from "./form/use-field-texts.ts";
import { AddMenu, type ListRow, SiteList } from "./site-list.tsx";
import { usePageKeys } from "./use-page-keys.ts";
import { type Proposal, useSiteEditing } from "./use-site-editing.ts";

interface DevicesPageProps {
  /** Who may not change the site is told who may. */
  readonly allowed: boolean;
  /** Kept outside, so that leaving the page for an alarm loses nothing that was typed. */
  readonly draft: SiteDraft | null;
  readonly onDraft: (draft: SiteDraft | null) => void;
  readonly health: ReadonlyMap<string, DeviceHealth>;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly onClose: () => void;
}

const tabs = ["devices", "areas", "file"] as const;
type Tab = (typeof tabs)[number];

/** Devices and site: what there is, its forms, and what a change will do before it is done (0010). */
export function DevicesPage(props: DevicesPageProps) {
  const { t } = useTexts();
  if (props.allowed) return <Pages {...props} />;
  return (
    <main className={styles["page"]} data-page="devices">
      <header className={styles["head"]}>
        <h1>{t("site.edit.title")}</h1>
        <Button onClick={props.onClose}>{t("site.back")}</Button>
      </header>
      <p>{t("site.needRole")}</p>
    </main>
  );
}

function Pages({ draft, onDraft, health, nowMs, formats, onClose }: DevicesPageProps) {
  const { t, named, errorText } = useTexts();
  const texts = useFieldTexts();
  const editing = useSiteEditing();
  const { site, problem, busy, propose, apply } = editing;
  const [tab, setTab] = useState<Tab>(draft !== null && draft.what !== "device" ? "areas" : "devices");
  const [proposal, setProposal] = useState<Proposal | null>(null);
  /** What waits until it is clear what becomes of the unsaved form. */
  const [afterUnsaved, setAfterUnsaved] = useState<{ readonly go: () => void } | null>(null);
  const [said, setSaid] = useState("");
  /** What was wrong with the form when it was to be saved. */
  const [wrong, setWrong] = useState<{ draft: SiteDraft; problems: readonly SiteProblem[] } | null>(null);
  const [finding, setFinding] = useState(false);
  const finder = useRef<FinderKeys>(null);
  const page = useRef<HTMLElement>(null);
  useEffect(() => page.current?.querySelector<HTMLElement>("[data-search] input, input[data-search]")?.focus(), []);

  const dirty = draft !== null && isChanged(draft);
  const unlessUnsaved = (go: () => void) => {
    setSaid("");
    editing.forgetProblem();
    if (dirty) setAfterUnsaved({ go });
    else go();
  };
  const open = (what: SiteDraft["what"], id: string) =>
    unlessUnsaved(() => {
      setProposal(null);
      onDraft(openDraft(site, what, id));
    });
  const show = async (kind: Proposal["kind"], edit: Proposal["edit"]) => setProposal(await propose(kind, edit));
  /** With mistakes in it the form stays, and the first one has the keys. */
  const save = async () => {
    if (draft === null || !dirty || proposal !== null) return;
    const worked = await propose("change", { operations: [operationOf(draft)] });
    if (worked === null) return;
    const { mine } = sortProblems(worked.preview.problems, draft, site);
    if (mine.size === 0) setProposal(worked);
    else setWrong({ draft, problems: worked.preview.problems });
  };
  const remove = () => {
    if (draft === null || draft.id === null) return;
    const { what, id } = draft;
    const operation =
      what === "device" ? { type: "removeDevice" as const, deviceId: id } : { type: "removeArea" as const, areaId: id };
    void show("remove", { operations: [operation] });
  };
  const confirm = async () => {
    if (proposal === null || !(await apply(proposal))) return;
    setProposal(null);
    setFinding(false);
    setSaid(t(`site.edit.done.${proposal.kind}`));
    if (draft === null) return;
    if (proposal.kind === "remove") onDraft(null);
    // The form goes on with what is now in force; its password has gone where it belongs.
    else if (proposal.kind === "change") {
      const { password: _, ...value } = draft.value;
      const id = String(value["id"]);
      onDraft({ ...draft, id: draft.what === "site" ? draft.id : id, value, before: value });
    } else if (!dirty) onDraft(null);
  };
  const back = () => {
    if (proposal !== null) setProposal(null);
    else if (afterUnsaved !== null) setAfterUnsaved(null);
    else if (finding) {
      if (finder.current?.back() !== true) setFinding(false);
    } else if (draft !== null) unlessUnsaved(() => onDraft(null));
    else onClose();
  };
  const find = () =>
    unlessUnsaved(() => {
      setProposal(null);
      onDraft(null);
      setTab("devices");
      setFinding(true);
    });
  usePageKeys(page, {
    save: () => (finding ? finder.current?.save() : void save()),
    back,
    find: () => {
      if (!finding && proposal === null && afterUnsaved === null) find();
    },
  });

  const areaNames = useMemo(
    () => new Map(listOf(site, "area").map((area) => [area["id"], named(area["name"] as Parameters<typeof named>[0])])),
    [site, named],
  );
  const deviceRows = useMemo(
    (): readonly ListRow[] =>
      listOf(site, "device").map((device) => {
        const condition = health.get(String(device["id"]))?.condition ?? "unknown";
        return {
          id: String(device["id"]),
          name: nameOf(device, named),
          about: [
            device["id"],
            t(`devices.kinds.${kindOf(device)}`),
            texts.family(String(device["family"])),
            areaNames.get(device["area"]) ?? device["area"],
          ].join(" · "),
          condition,
          conditionText: t(`devices.conditions.${condition}`),
        };
      }),
    [site, health, named, t, texts, areaNames],
  );
  const areaRows = useMemo((): readonly ListRow[] => {
    const used = Map.groupBy(listOf(site, "device"), (device) => device["area"]);
    const ofSite = site?.site?.["site"] as Draft | undefined;
    const plain = { condition: "", conditionText: "" };
    return [
      ...(ofSite === undefined
        ? []
        : [{ ...plain, id: siteRow, name: nameOf(ofSite, named), about: t("site.edit.aboutSite") }]),
      ...listOf(site, "area").map((area) => ({
        ...plain,
        id: String(area["id"]),
        name: nameOf(area, named),
        about: t("site.edit.aboutArea", { id: area["id"], n: used.get(area["id"])?.length ?? 0 }),
        conditionText: area["key"] === true ? t("site.edit.keyArea") : "",
      })),
    ];
  }, [site, named, t]);
  const families = useMemo(
    () =>
      deviceShapes.map(({ kind, family }) => ({
        id: family,
        name: `${t(`devices.kinds.${kindOf({ kind })}`)} · ${texts.family(family)}`,
      })),
    [t, texts],
  );
  const addDevice = useCallback((family: string) => onDraft(newDevice(site, family)), [site, onDraft]);
  const selected = draft?.what === "site" ? siteRow : (draft?.id ?? null);
  return (
    <main ref={page} className={styles["page"]} data-page="devices">
      <header className={styles["head"]}>
        <h1>{t("site.edit.title")}</h1>
        {tabs.map((each) => (
          <Button
            key={each}
            type={each === tab && !finding ? "primary" : "default"}
            aria-pressed={each === tab && !finding}
            onClick={() =>
              unlessUnsaved(() => {
                setFinding(false);
                setProposal(null);
                onDraft(null);
                setTab(each);
              })
            }
          >
            {t(`site.edit.tabs.${each}`)}
          </Button>
        ))}
        <Button data-find type={finding ? "primary" : "default"} aria-pressed={finding} onClick={find}>
          {t("enrol.title")}
        </Button>
        <span className={styles["rest"]} />
        {site !== null && site.undoAtMs !== null && (
          <Button onClick={() => unlessUnsaved(() => void show("undo", null))}>
            {t("site.edit.undo", { time: formats.shortTime(site.undoAtMs, nowMs) })}
          </Button>
        )}
        <Button onClick={() => unlessUnsaved(onClose)}>{t("site.back")}</Button>
      </header>
      <output className={styles["status"]} data-bad={problem !== null}>
        {problem ? errorText(problem) : said}
      </output>
      {afterUnsaved !== null && (
        <Unsaved
          onKeep={() => setAfterUnsaved(null)}
          onDrop={() => {
            onDraft(null);
            setAfterUnsaved(null);
            afterUnsaved.go();
          }}
        />
      )}
      {finding && (
        // Stays while its change is shown: what was found and asked must not be lost by a look.
        <div className={styles["finder"]} hidden={proposal !== null}>
          <FindCameras {...{ site, formats, busy }} keys={finder} onEnrol={(edit) => void show("change", edit)} />
        </div>
      )}
      <div className={styles["body"]} data-tab={finding ? "file" : tab} hidden={finding && proposal === null}>
        {tab !== "file" && !finding && (
          <SiteList
            key={tab}
            rows={tab === "devices" ? deviceRows : areaRows}
            selectedId={selected}
            label={t(`site.edit.tabs.${tab}`)}
            empty={t(site === null ? "site.edit.loading" : "site.edit.none")}
            onSelect={(id) => open(tab === "devices" ? "device" : id === siteRow ? "site" : "area", id)}
          >
            <AddMenu
              label={t(tab === "devices" ? "site.edit.addDevice" : "site.edit.addArea")}
              options={tab === "devices" ? families : [{ id: "area", name: "" }]}
              onAdd={(family) =>
                unlessUnsaved(() => {
                  setProposal(null);
                  if (tab === "devices") addDevice(family);
                  else onDraft(newArea(site));
                })
              }
            />
          </SiteList>
        )}
        <div className={styles["main"]}>
          {proposal !== null ? (
            <ChangeCard
              proposal={proposal}
              busy={busy}
              onApply={() => void confirm()}
              onCancel={() => setProposal(null)}
            />
          ) : tab === "file" ? (
            <FileTab editing={editing} onPropose={(edit) => void show("import", edit)} />
          ) : draft === null ? (
            <p className={styles["quiet"]}>
              {t(tab === "devices" ? "site.edit.chooseDevice" : "site.edit.chooseArea")}
            </p>
          ) : (
            <DraftEditor
              key={`${draft.what} ${draft.id}`}
              {...{ draft, site, health, nowMs, formats, dirty, busy }}
              onChange={onDraft}
              onSave={() => void save()}
              wrong={wrong?.draft === draft ? wrong.problems : null}
              onDiscard={() => onDraft(draft.id === null ? null : openDraft(site, draft.what, draft.id))}
              onRemove={remove}
              onCopy={() => unlessUnsaved(() => onDraft(copyOf(site, draft)))}
            />
          )}
        </div>
      </div>
    </main>
  );
}

/** The row of the site itself among its areas; no id has a star. */
const siteRow = "*";

function kindOf(device: Draft): "panel" | "gate" | "camera" {
  const { kind } = device;
  return kind === "panel" || kind === "gate" ? kind : "camera";
}

function nameOf(item: Draft, named: ReturnType<typeof useTexts>["named"]): string {
  return named(item["name"] as Parameters<typeof named>[0]) || String(item["id"]);
}

function Unsaved({ onKeep, onDrop }: { readonly onKeep: () => void; readonly onDrop: () => void }) {
  const { t } = useTexts();
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    <div className={styles["unsaved"]} role="alertdialog" aria-label={t("site.edit.unsaved")}>
      <strong>{t("site.edit.unsaved")}</strong>
      <Button ref={keep} onClick={onKeep}>
        {t("site.edit.keepEditing")}
      </Button>
      <Button danger onClick={onDrop}>
        {t("site.edit.discard")}
      </Button>
    </div>
  );
}
