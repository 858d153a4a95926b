"""The reference: a Typer app that prints one Rich table, with the same libraries as `immuno`."""

import typer

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def hello(name: str = "world") -> None:
    """Greet in a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table("greeting", "name")
    table.add_row("hello", name)
    Console().print(table)


if __name__ == "__main__":
    app()
