/** A small site to start from: one receiver, one gate, one camera. It passes the check as it stands. */
export const exampleSite = `{
  "site": {
    "id": "demo",
    "name": { "zh-CN": "示范医院", "en": "Demo Hospital" },
    "timeZone": "Asia/Shanghai"
  },
  "areas": [
    { "id": "ed", "name": { "zh-CN": "急诊大厅", "en": "Emergency hall" }, "key": true }
  ],
  "devices": [
    {
      "id": "rx1",
      "kind": "panel",
      "family": "surgard",
      "name": { "zh-CN": "报警接收机", "en": "Alarm receiver" },
      "link": "tcp://192.168.1.20:1025",
      "area": "ed",
      "points": [
        {
          "account": "1234",
          "zone": "001",
          "name": { "zh-CN": "急诊护士站一键报警", "en": "ED nurses' panic button" },
          "class": "panic",
          "area": "ed",
          "cameras": ["cam1"]
        }
      ]
    },
    {
      "id": "gate1",
      "kind": "gate",
      "family": "modbus-io",
      "name": { "zh-CN": "急诊安检门", "en": "Emergency gate" },
      "link": "serial:/dev/ttyUSB0?baudRate=9600&parity=none",
      "unit": 1,
      "area": "ed",
      "inputs": [
        { "input": 0, "means": "metal" },
        { "input": 1, "means": "passage" },
        { "inputs": [2, 3], "means": "tamper", "wiring": "no-nc" }
      ],
      "cameras": ["cam1"]
    },
    {
      "id": "cam1",
      "kind": "camera",
      "family": "onvif",
      "name": { "zh-CN": "急诊入口", "en": "Emergency entrance" },
      "address": "http://192.168.1.64/onvif/device_service",
      "username": "operator",
      "password": "",
      "area": "ed"
    }
  ]
}
`;
