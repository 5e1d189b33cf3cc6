"""A contract of import-linter: the packages directly inside one package never import each other."""

import grimp
from importlinter import ContractCheck, fields
from importlinter.contracts.independence import IndependenceContract


class IndependentPackages(IndependenceContract):
    """Independence of every package inside ``container``; all of them may use plain modules and ``shared`` packages.

    There is no manual list: the contract covers a new package from its first import.
    """

    type_name = "independent_packages"

    container = fields.ModuleField()
    shared = fields.SetField(subfield=fields.StringField(), required=False, default=set())
    modules = fields.SetField(subfield=fields.ModuleExpressionField(), required=False)

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - the library's signature
        """Check the existing packages."""
        children = graph.find_children(self.container.name)  # type: ignore[attr-defined]
        shared = {f"{self.container.name}.{name}" for name in self.shared}  # type: ignore[attr-defined]
        packages = {name for name in children if graph.find_children(name)} - shared
        parse = fields.ModuleExpressionField().parse
        self.modules = {parse(name) for name in packages}
        return super().check(graph, verbose)
