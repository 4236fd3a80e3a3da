"""What a compliance officer reads: made from manifests and the audit log alone, never from data."""

from safeharbor.reports.access_page import access_page
from safeharbor.reports.accesses import Accesses, accesses, accesses_as_json
from safeharbor.reports.page import page
from safeharbor.reports.residual_page import residual_page
from safeharbor.reports.summary import Report, as_json, gather

__all__ = [
    "Accesses",
    "Report",
    "access_page",
    "accesses",
    "accesses_as_json",
    "as_json",
    "gather",
    "page",
    "residual_page",
]
