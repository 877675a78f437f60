from django import template

register = template.Library()


@register.simple_block_tag(takes_context=True)
def navigation(context, content):
    """The navigation for this viewer; the block's content names the current entry."""
    part = context.template.engine.get_template("components/navigation.html")
    with context.push(current=content.strip()):
        return part.render(context)
