"""A Modbus slave by pymodbus: `serial PATH` or `tcp PORT`, then the unit numbers.

Commands on standard input: `input UNIT NUMBER 0|1`, `counter UNIT NUMBER VALUE`, `coil UNIT NUMBER 0|1`; a coil
that is written is said on standard output: `coil UNIT NUMBER 0|1`.
"""
import asyncio
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.framer.rtu_framer import ModbusRtuFramer
from pymodbus.framer.socket_framer import ModbusSocketFramer
from pymodbus.server import StartAsyncSerialServer, StartAsyncTcpServer

medium, where, *units = sys.argv[1:]


class Coils(ModbusSequentialDataBlock):
    """Says what is written, unless it is our own doing."""

    def __init__(self, unit):
        super().__init__(0, [0] * 8)
        self.unit = unit
        self.is_ours = False

    def setValues(self, address, values):
        super().setValues(address, values)
        if not self.is_ours:
            print("coil", self.unit, address, int(values[0] if isinstance(values, list) else values), flush=True)


slaves = {
    int(unit): ModbusSlaveContext(
        co=Coils(int(unit)),
        di=ModbusSequentialDataBlock(0, [0, 0, 0, 1, 0, 0, 0, 0]),
        ir=ModbusSequentialDataBlock(0, [0] * 8),
        zero_mode=True,
    )
    for unit in units
}


async def obey():
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        what, unit, number, value = line.decode().split()
        if what == "coil":
            slaves[int(unit)].store["c"].is_ours = True
        slaves[int(unit)].setValues({"coil": 1, "input": 2, "counter": 4}[what], int(number), [int(value)])
        slaves[int(unit)].store["c"].is_ours = False


async def main():
    context = ModbusServerContext(slaves=slaves, single=False)
    listening = asyncio.create_task(obey())
    if medium == "serial":
        server = StartAsyncSerialServer(
            context, framer=ModbusRtuFramer, port=where, baudrate=9600, ignore_missing_slaves=True
        )
    else:
        server = StartAsyncTcpServer(context, framer=ModbusSocketFramer, address=("127.0.0.1", int(where)))
    serving = asyncio.create_task(server)
    print("ready", flush=True)
    await asyncio.wait([serving, listening], return_when=asyncio.FIRST_COMPLETED)


asyncio.run(main())
