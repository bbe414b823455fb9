"""Where a platform keeps a private chat, and up to where it was heard."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "chats",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("heard", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("turned", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("community", "person", name=op.f("pk_chats")),
    )
    op.create_index(op.f("ix_chats_person"), "chats", ["person"], unique=False)
