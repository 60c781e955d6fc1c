from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import read_by, tell
async def test_x(postgres: str, opened: OpenSetting) -> None:
    setting = await opened(postgres, anna="telegram")
    office = setting.office
    people = (setting.anna, setting.ben, setting.mia)
    for name in ("Anna", "Ben", "Mia"):
        await tell(setting, name, *[f"{number:03}" for number in range(167)])
    await setting.anna.sees("020")
    await office.restart()
    await setting.anna.sees("080")
    await office.restart()
    for person in people:
        await person.sees("166")
    await office.quiet()
    expected = [f"{number:03}" for number in range(167)]
    for person in people:
        got = read_by(person)
        if got != expected:
            for i, (a, b) in enumerate(zip(got, expected)):
                if a != b:
                    print(person.name, len(got), i, got[i-2:i+4]); break
    assert 0
