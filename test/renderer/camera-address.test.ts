import { expect, test } from "vitest";
import { cameraAddress } from "../../renderer/settings/find/camera-address.ts";
import { enrolmentEdit, freeCameraId } from "../../renderer/settings/find/enrolment.ts";

test.each([
  ["192.168.1.64", 80, "http://192.168.1.64/onvif/device_service"],
  [" 192.168.1.64 ", 8899, "http://192.168.1.64:8899/onvif/device_service"],
  ["192.168.1.64:8000", 80, "http://192.168.1.64:8000/onvif/device_service"],
  ["192.168.1.64", 443, "https://192.168.1.64/onvif/device_service"],
  ["cam3.hospital.lan/custom", 80, "http://cam3.hospital.lan/custom"],
  ["https://[fd00::5]:8443/x", 80, "https://[fd00::5]:8443/x"],
  ["", 80, null],
  ["two words", 80, null],
  ["user:password@10.0.0.5", 80, null],
  ["rtsp://10.0.0.5/live", 80, null],
  ["http://", 80, null],
])("%s at port %i is %s", (typed, port, address) => {
  expect(cameraAddress(typed, port)).toBe(address);
});

test("ids count on from those in use", () => {
  expect(freeCameraId(new Set(["cam1", "cam2", "gate1"]))).toBe("cam3");
});

test("what is enrolled is what was looked at: address, certificate, port of the streams", () => {
  const row = { key: "k", name: "", hardware: "", location: "", sourceAddress: "10.0.0.5", typed: false };
  const camera = { rtspPort: 8554 } as never;
  const edit = enrolmentEdit([
    {
      row: { ...row, address: "https://10.0.0.5/onvif/device_service", otherHosts: [], sharesEndpoint: false },
      outcome: { state: "seen", camera, credentials: { username: "a", password: "b", certificate: "ff" } },
      enrolment: { take: true, id: " cam1 ", nameZh: "大厅", nameEn: "", area: "ed" },
    },
  ]);
  expect(edit).toEqual({
    operations: [
      {
        type: "addDevice",
        device: {
          id: "cam1",
          kind: "camera",
          family: "onvif",
          name: { "zh-CN": "大厅" },
          area: "ed",
          address: "https://10.0.0.5/onvif/device_service",
          certificate: "ff",
          rtspPort: 8554,
          username: "a",
          password: "b",
        },
      },
    ],
  });
});
