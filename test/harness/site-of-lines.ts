/** A site file for fault tests: one receiver on each of these lines, and nothing else unless given. */
export function siteOfLines(links: readonly string[], others: readonly object[] = []): object {
  return {
    site: { id: "faults", name: { "zh-CN": "故障试验医院", en: "Fault Test Hospital" }, timeZone: "Asia/Shanghai" },
    areas: [{ id: "ed", name: { "zh-CN": "急诊大厅", en: "Emergency hall" }, key: true }],
    devices: [
      ...links.map((link, index) => ({
        id: `rx${index + 1}`,
        kind: "panel",
        family: "surgard",
        link,
        area: "ed",
        heartbeatSeconds: 600,
      })),
      ...others,
    ],
  };
}
