"""What the README tells programs to do works as it stands there; and many may ask at once."""

import asyncio
import base64
import json
import re
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from model.predictor import Predictor
from tests.support import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.jpg"))


def example(language: str, app_url: str, place: int = 0) -> str:
    """The README's block of code in that language, the first unless told otherwise, with the address of the app."""
    block = re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[place]
    assert "http://127.0.0.1:7860" in block
    return block.replace("http://127.0.0.1:7860", app_url.rstrip("/"))


def test_the_readme_s_python(app_url):
    code = example("python", app_url)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "'label': 'Bag'" in done.stdout and "'label': 'Coat'" in done.stdout


def test_the_readme_s_curl(app_url):
    done = subprocess.run(
        ["bash", "-c", example("bash", app_url)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    data = re.search(r"^data: (.*)$", done.stdout, re.MULTILINE).group(1)
    assert json.loads(data)[0]["label"] == "Bag"


@pytest.mark.parametrize("language", ["python", "bash"])
def test_the_readme_s_teaching(app_url, language, tmp_path):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    command = [sys.executable, "-c"] if language == "python" else ["bash", "-c"]
    code = example(language, app_url, 1)
    done = subprocess.run([*command, code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert re.search(r"""["']shoe["']: {["']photos["']: 3""", done.stdout)
    assert Predictor(tmp_path / "my.pt").labels == ("shoe", "top")


def says(page, app_url: str) -> list[str]:
    """What the console reads after the README's JavaScript ran in that page."""
    bag = base64.b64encode((ROOT / "examples" / "bag.jpg").read_bytes()).decode()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate(
        f"""async (bag) => {{
            const photo = await (await fetch(`data:image/jpeg;base64,${{bag}}`)).blob();
            {example("javascript", app_url)}
        }}""",
        bag,
    )
    return said


def test_the_readme_s_javascript(page, app_url):
    assert any(line.startswith("Bag 0.") for line in says(page, app_url))


def test_the_readme_s_javascript_on_another_site_s_page(browser, app_url):
    elsewhere = "http://127.0.0.1:9/"  # another port is another origin
    context = browser.new_context()
    page = context.new_page()
    page.route(elsewhere, lambda route: route.fulfill(content_type="text/html", body="<p>A shop"))
    page.goto(elsewhere)
    assert any(line.startswith("Bag 0.") for line in says(page, app_url))
    context.close()


def test_the_api_is_documented_and_typed(app_url):
    named = Client(app_url, verbose=False).view_api(return_format="dict")["named_endpoints"]
    assert set(named) == {"/predict", "/inspect", "/inspect_many", "/teach"}
    teach = named.pop("/teach")
    assert (
        teach["description"].startswith("Teach a network the classes of these photos") and len(teach["parameters"]) == 3
    )
    for endpoint in named.values():
        assert endpoint["description"].startswith("Classify")
        photo, network = endpoint["parameters"]
        assert network["parameter_has_default"] and network["parameter_default"] == "resnet"
        assert photo["python_type"]["type"]


def test_of_32_at_once_each_gets_the_answer_to_its_own_photo(app_url):
    expected = {}
    alone = Client(app_url, verbose=False)
    for path in EXAMPLES:
        expected[path] = alone.predict(handle_file(path), api_name="/predict")

    def ask(number: int) -> tuple:
        path = EXAMPLES[number % len(EXAMPLES)]
        try:
            return path, Client(app_url, verbose=False).predict(handle_file(path), api_name="/predict")
        except AppError as error:
            return path, str(error)

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(ask, range(32)))
    for path, answer in answers:
        assert answer == expected[path], path.name


def test_it_is_a_tool_for_language_models(app_url):
    """Over MCP: the tools say what they do, and answer for a photo that comes as a data: URL."""
    pytest.importorskip("mcp", reason="gradio[mcp] is not installed")
    with urllib.request.urlopen(f"{app_url}gradio_api/mcp/schema") as answer:
        tools = {tool["name"]: tool for tool in json.load(answer)}
    [inspect] = [tool for name, tool in tools.items() if name.endswith("inspect")]
    assert "one of the classes" in inspect["description"] and "resnet" in inspect["description"]
    photo = "data:image/jpeg;base64," + base64.b64encode((ROOT / "examples" / "bag.jpg").read_bytes()).decode()
    asked = call_tool(f"{app_url}gradio_api/mcp/", inspect["name"], {"photo": photo})
    with ThreadPoolExecutor(1) as thread:  # for in this one the browser's event loop may run
        said = thread.submit(asyncio.run, asked).result()
    assert "Bag" in said


async def call_tool(address: str, name: str, arguments: dict) -> str:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async with streamablehttp_client(address) as (read, write, _), ClientSession(read, write) as session:
        await session.initialize()
        result = await session.call_tool(name, arguments)
        return " ".join(part.text for part in result.content if part.type == "text")
