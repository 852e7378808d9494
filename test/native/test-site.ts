import { type SiteFile, siteFileSchema } from "../../native/contract/site.ts";

/** A small hospital for tests: one receiver, one gate, one camera. */
export const testSite: SiteFile = siteFileSchema.parse({
  site: { id: "test", name: { "zh-CN": "测试医院", en: "Test Hospital" }, timeZone: "Asia/Shanghai" },
  areas: [{ id: "ed", name: { "zh-CN": "急诊大厅", en: "Emergency hall" }, key: true }],
  devices: [
    {
      id: "rx1",
      kind: "panel",
      family: "surgard",
      link: "tcp://127.0.0.1:1025",
      area: "ed",
      points: [
        { account: "1234", zone: "001", name: { "zh-CN": "护士站一键报警" }, class: "panic", cameras: ["cam1"] },
        { account: "1234", zone: "002", name: { "zh-CN": "药房门磁" }, class: "intrusion" },
      ],
    },
    {
      id: "gate1",
      kind: "gate",
      family: "modbus-io",
      link: "tcp://127.0.0.1:1502",
      unit: 1,
      area: "ed",
      name: { "zh-CN": "东门安检" },
      inputs: [
        { input: 0, means: "metal" },
        { input: 1, means: "passage" },
        { inputs: [2, 3], means: "tamper", wiring: "no-nc" },
      ],
      cameras: ["cam1"],
    },
    {
      id: "cam1",
      kind: "camera",
      family: "onvif",
      address: "http://127.0.0.1:8081/onvif/device_service",
      username: "operator",
      password: "secret",
      area: "ed",
    },
  ],
});
