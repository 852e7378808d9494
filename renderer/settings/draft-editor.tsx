import { Button } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { DeviceHealth } from "../../native/contract/health.ts";
import type { EditableSite, SerialPortInfo } from "../../native/contract/site-edit.ts";
import type { SiteProblem } from "../../native/contract/site.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import styles from "./devices-page.module.css";
import { fieldsOf, listOf, operationOf, type SiteDraft, sortProblems } from "./draft.ts";
import { FormProvider, type FormParts } from "./form/form-context.ts";
import { SchemaFields } from "./form/schema-form.tsx";
import { useFieldTexts } from "./form/use-field-texts.ts";
import { FramesView } from "./frames-view.tsx";
import { SiteProblems } from "./site-problems.tsx";

interface DraftEditorProps {
  readonly draft: SiteDraft;
  readonly site: EditableSite | null;
  readonly health: ReadonlyMap<string, DeviceHealth>;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly dirty: boolean;
  readonly busy: boolean;
  readonly onChange: (draft: SiteDraft) => void;
  /** Found when this form was to be saved: the first has the keys. */
  readonly wrong: readonly SiteProblem[] | null;
  readonly onSave: () => void;
  readonly onDiscard: () => void;
  readonly onRemove: () => void;
  readonly onCopy: () => void;
}

/** How long the form rests before the station is asked what it thinks of it, ms. */
const restMs = 350;
const noProblems: readonly SiteProblem[] = [];

/** The form of one device, area or the site; of a device on a line also its frames. */
export function DraftEditor(props: DraftEditorProps) {
  const { draft, site, health, nowMs, formats, dirty, busy } = props;
  const { t, errorText } = useTexts();
  const texts = useFieldTexts();
  const [showsFrames, setShowsFrames] = useState(false);
  const rested = useProblems(draft, dirty);
  const problems = props.wrong ?? rested;
  const { mine, others } = useMemo(() => sortProblems(problems, draft, site), [problems, draft, site]);
  const { ports, listPorts } = usePorts();
  const parts = useFormParts(draft, site, mine, ports, listPorts);
  const fields = fieldsOf(draft);
  const isDevice = draft.what === "device";
  const isWired = isDevice && "link" in draft.value;
  const condition = draft.id === null ? null : health.get(draft.id);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (draft.id === null) form.current?.querySelector<HTMLElement>("input:not([readonly])")?.focus();
  }, [draft.id]);
  const { wrong } = props;
  useEffect(() => {
    if (wrong === null) return;
    const field = form.current?.querySelector('[data-field][data-bad="true"], [data-bad="true"]');
    field?.querySelector<HTMLElement>("input:not([readonly]), select, textarea")?.focus();
  }, [wrong]);
  return (
    <FormProvider value={parts}>
      <header className={styles["editorHead"]}>
        <h2>
          {draft.id === null ? t("site.edit.newOne") : draft.what === "site" ? t("site.edit.what.site") : draft.id}
          {isDevice && <span className={styles["quiet"]}> {texts.family(String(draft.value["family"]))}</span>}
        </h2>
        {condition && (
          <span className={styles["condition"]} data-condition={condition.condition}>
            {t(`devices.conditions.${condition.condition}`)}
            {condition.error ? `: ${errorText(condition.error)}` : ""}
          </span>
        )}
        <span className={styles["rest"]} />
        {isWired && draft.id !== null && (
          <Button aria-pressed={showsFrames} onClick={() => setShowsFrames(!showsFrames)}>
            {t(showsFrames ? "site.edit.toForm" : "site.edit.toFrames")}
          </Button>
        )}
        {isDevice && draft.id !== null && <Button onClick={props.onCopy}>{t("site.edit.copy")}</Button>}
        {draft.what !== "site" && draft.id !== null && (
          <Button danger onClick={props.onRemove}>
            {t("site.edit.remove")}
          </Button>
        )}
      </header>
      {showsFrames && draft.id !== null ? (
        <FramesView
          deviceId={draft.id}
          family={String(draft.value["family"])}
          health={condition ?? null}
          {...{ nowMs, formats }}
        />
      ) : (
        <form
          ref={form}
          className={styles["form"]}
          onSubmit={(event) => {
            event.preventDefault();
            props.onSave();
          }}
        >
          {fields === null ? (
            <p>{t("site.edit.unknownFamily")}</p>
          ) : (
            <div data-scrolls className={styles["fields"]}>
              <SchemaFields
                schema={fields}
                value={draft.value}
                path=""
                onChange={(value) => props.onChange({ ...draft, value })}
              />
              {others.length > 0 && <SiteProblems problems={others} />}
            </div>
          )}
          <footer className={styles["foot"]}>
            <Button type="primary" htmlType="submit" disabled={!dirty} loading={busy}>
              {t("site.edit.save")}
            </Button>
            <Button disabled={!dirty} onClick={props.onDiscard}>
              {t("site.edit.discard")}
            </Button>
            <span className={problems.length > 0 ? styles["bad"] : styles["quiet"]} data-problems={problems.length}>
              {problems.length > 0
                ? t("site.found", { n: problems.length })
                : dirty
                  ? t("site.edit.unsavedShort")
                  : t("site.edit.asInForce")}
            </span>
          </footer>
        </form>
      )}
    </FormProvider>
  );
}

/** What the station thinks of the form as it stands: its check is the only one there is. */
function useProblems(draft: SiteDraft, dirty: boolean): readonly SiteProblem[] {
  const session = useSession();
  const [problems, setProblems] = useState(noProblems);
  useEffect(() => {
    let stale = false;
    const timer = setTimeout(() => {
      if (!dirty) {
        setProblems(noProblems);
        return;
      }
      const edit = { operations: [operationOf(draft)] };
      void session
        .call((client) => client.site.preview({ edit }))
        .then((answer) => {
          if (!stale && answer.ok) setProblems(answer.value.problems);
        });
    }, restMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [session, draft, dirty]);
  return problems;
}

function usePorts() {
  const session = useSession();
  const [ports, setPorts] = useState<readonly SerialPortInfo[] | null>(null);
  const listPorts = useCallback(() => {
    void session
      .call((client) => client.devices.serialPorts())
      .then((answer) => setPorts(answer.ok ? answer.value : []));
  }, [session]);
  useEffect(listPorts, [listPorts]);
  return { ports, listPorts };
}

function useFormParts(
  draft: SiteDraft,
  site: EditableSite | null,
  problems: ReadonlyMap<string, SiteProblem>,
  ports: readonly SerialPortInfo[] | null,
  onListPorts: () => void,
): FormParts {
  const { named } = useTexts();
  const choices = useMemo(() => {
    const nameOf = (item: Readonly<Record<string, unknown>>) => ({
      id: String(item["id"]),
      name: named(item["name"] as Parameters<typeof named>[0]) || String(item["id"]),
    });
    return {
      areas: listOf(site, "area").map(nameOf),
      cameras: listOf(site, "device")
        .filter((device) => device["kind"] === "camera")
        .map(nameOf),
    };
  }, [site, named]);
  const { id } = draft;
  return useMemo(() => {
    const secrets = site?.secrets.filter(({ deviceId }) => deviceId === id).map(({ field }) => field) ?? [];
    return {
      ...choices,
      ports,
      onListPorts,
      problems,
      isNew: id === null,
      secrets: new Set<string>(secrets),
      deviceId: id ?? "",
    };
  }, [choices, ports, onListPorts, problems, id, site]);
}
