/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the focus */
import { Button } from "antd";
import type { UntestedPoint } from "../../native/contract/desk.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useStation } from "../rpc/use-station.tsx";
import { Printed, printPaper } from "../ui/printed.tsx";
import styles from "./modes.module.css";

interface UntestedPointsProps {
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
}

const ask = (client: StationClient) => client.desk.untestedPoints();

/** Panic points that no button test has pressed this month; printed as a sheet to go round with. */
export function UntestedPoints(props: UntestedPointsProps) {
  const { t, errorText } = useTexts();
  const { value, problem, again } = useAsked(ask);
  return (
    <section className={styles["table"]} tabIndex={0} data-scrolls aria-label={t("desk.tests.untested")}>
      <div className={styles["row"]}>
        <h3>
          {t("desk.tests.untested")} <span className="numeric">{value?.points.length ?? ""}</span>
        </h3>
        <Button size="small" onClick={again}>
          {t("desk.tests.refresh")}
        </Button>
        <Button
          size="small"
          disabled={value === null || value.points.length === 0}
          onClick={() => printPaper("untested")}
        >
          {t("desk.tests.print")}
        </Button>
      </div>
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      {value?.points.length === 0 && <p>{t("desk.tests.allTested")}</p>}
      {value !== null && value.points.length > 0 && (
        <>
          <table>
            <thead>
              <tr>
                <th>{t("desk.tests.point")}</th>
                <th>{t("desk.tests.area")}</th>
                <th>{t("desk.tests.last")}</th>
              </tr>
            </thead>
            <tbody className="numeric">
              {value.points.map((of) => (
                <tr key={`${of.deviceId} ${of.pointId}`}>
                  <PointCells {...props} of={of} />
                </tr>
              ))}
            </tbody>
          </table>
          <Printed name="untested" byDefault>
            <Sheet {...props} points={value.points} sinceMs={value.sinceMs} />
          </Printed>
        </>
      )}
    </section>
  );
}

function PointCells({ of, areaNames, formats }: UntestedPointsProps & { readonly of: UntestedPoint }) {
  const { t, named } = useTexts();
  return (
    <>
      <td>{named(of.name) || `${of.deviceId} ${of.pointId}`}</td>
      <td>{of.areaId === null ? "—" : (areaNames.get(of.areaId) ?? of.areaId)}</td>
      <td>{of.lastTestedAtMs === null ? t("desk.tests.never") : formats.dateTime(of.lastTestedAtMs).slice(0, 16)}</td>
    </>
  );
}

interface SheetProps extends UntestedPointsProps {
  readonly points: readonly UntestedPoint[];
  readonly sinceMs: number;
}

/** With room for when it was pressed and by whom. */
function Sheet(props: SheetProps) {
  const { points, sinceMs, nowMs, formats } = props;
  const { t, named } = useTexts();
  const info = useStation((state) => state.info);
  return (
    <>
      {info?.simulated && <strong>{t("desk.shift.simulated")}</strong>}
      <h1>
        {named(info?.site?.name)} {t("desk.tests.untested")}
      </h1>
      <p>
        {t("desk.tests.sheet", {
          since: formats.dateTime(sinceMs).slice(0, 10),
          now: formats.dateTime(nowMs).slice(0, 16),
          n: points.length,
        })}
      </p>
      <table>
        <thead>
          <tr>
            <th>{t("desk.shift.no")}</th>
            <th>{t("desk.tests.point")}</th>
            <th>{t("desk.tests.area")}</th>
            <th>{t("desk.tests.last")}</th>
            <th>{t("desk.tests.pressedAt")}</th>
            <th>{t("desk.tests.signature")}</th>
          </tr>
        </thead>
        <tbody>
          {points.map((of, at) => (
            <tr key={`${of.deviceId} ${of.pointId}`}>
              <td>{at + 1}</td>
              <PointCells {...props} of={of} />
              <td>&nbsp;</td>
              <td>&nbsp;</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
