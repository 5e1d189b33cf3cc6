"""Changes credentials by approved plans. Commits each intent before its effect, and proves that old values are dead."""
