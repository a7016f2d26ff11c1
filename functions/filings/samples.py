"""Who may be chosen at the sign-in for development: made-up officers, plainly so, and none of them with a secret."""

from filings.officers import Officer

_YANGZHOU, _CHANGCHUN = ("3210",), ("2201",)
SAMPLES = {
    officer.id: officer
    for officer in (
        Officer("sample-clerk", "示例 窗口员", frozenset({"clerk"}), _YANGZHOU),
        Officer("sample-officer", "示例 审核员甲", frozenset({"officer"}), _YANGZHOU),
        Officer("sample-officer-two", "示例 审核员乙", frozenset({"officer"}), _YANGZHOU),
        Officer("sample-supervisor", "示例 负责人", frozenset({"supervisor"}), _YANGZHOU),
        Officer("sample-auditor", "示例 监督员", frozenset({"auditor"}), _YANGZHOU),
        Officer("sample-elsewhere", "示例 外地审核员", frozenset({"officer"}), _CHANGCHUN),
    )
}
