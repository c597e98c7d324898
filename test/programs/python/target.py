"""What Python itself finds in modules: the names that they bind, and whether calls of their functions can be made."""

import ast
import inspect
import json
import pathlib
import random
import sys
import warnings


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def bound(nodes, everywhere):
    """Names that these nodes bind in their own scope; what inner scopes bind as global goes to `everywhere`."""
    names, declared = set(), set()

    def visit(node, comprehended=False):
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            names.add(node.name)
            outside = [field for field in node._fields if field != "body"]
            inner, theirs = bound(node.body, everywhere)
            everywhere.update(inner & theirs)
        elif isinstance(node, ast.Lambda):
            outside = ["args"]
        else:
            outside = [] if isinstance(node, ast.AnnAssign) and node.value is None else node._fields
        if isinstance(node, ast.Global):
            declared.update(node.names)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and not comprehended:
            names.add(node.id)
        if isinstance(node, ast.alias):
            names.add(node.asname or node.name.split(".")[0])
        if isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            names.add(node.name)
        if isinstance(node, ast.MatchMapping) and node.rest:
            names.add(node.rest)
        for field in outside:
            value = getattr(node, field, None)
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    visit(child, isinstance(node, ast.comprehension) and field == "target" or comprehended and not isinstance(node, ast.NamedExpr))

    for node in nodes:
        visit(node)
    return names, declared


def names(source):
    everywhere = set()
    own, _ = bound(ast.parse(source).body, everywhere)
    compile(source, "module", "exec")
    return sorted(own | everywhere)


def read(source):
    try:
        return {"source": source, "names": names(source)}
    except (SyntaxError, ValueError):
        return {"source": source}


def call(header, arguments):
    scope = {}
    exec(header + ": ...", scope)
    args, kwargs = eval("(lambda *a, **k: (a, k))(" + arguments + ")")
    try:
        inspect.signature(scope["make"]).bind(*args, **kwargs)
        return True
    except TypeError:
        return False


warnings.simplefilter("ignore")
given = json.load(sys.stdin)
roots = [pathlib.Path(folder) for folder in sys.path if folder.endswith(("packages", "python3.11")) or "pip" in folder]
files = sorted({path for root in roots for path in root.glob("**/*.py")})
random.Random(given["seed"]).shuffle(files)
texts = (path.read_text("utf-8", "replace") for path in files[: given["files"]])
print(
    json.dumps(
        {
            "files": [read(text) for text in texts],
            "sources": [read(source) for source in given["sources"]],
            "calls": [call(*each) for each in given["calls"]],
        }
    )
)
